package dev.skipstream.console;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One detected frame, as the page draws it.
 *
 * @param at the frame's capture, or its publishing where that is not known; milliseconds since 1970
 * @param width pixels of the original image
 * @param height pixels of the original image
 * @param model name and version, such as {@code street/3}
 * @param millis the time of the frame in the stream; 0 where it is not known
 */
record FrameView(
    String camera,
    String id,
    String topic,
    int partition,
    long offset,
    long at,
    int width,
    int height,
    String model,
    double millis,
    List<Box> boxes) {

  /** A box in pixels of the original image; the score is 0 to 1. */
  record Box(String label, double score, double x, double y, double w, double h) {}

  /** Returns the view of a frame from a topic; empty for an event of a file. */
  static Optional<FrameView> of(FindingsEvent event, long timestamp, double millis) {
    if (event.input().isEmpty()) {
      return Optional.empty();
    }
    InputPosition input = event.input().get();
    return Optional.of(
        new FrameView(
            event.source(),
            event.frame().id(),
            input.topic(),
            input.partition(),
            input.offset(),
            event.capturedAt().map(Instant::toEpochMilli).orElse(timestamp),
            event.frame().width(),
            event.frame().height(),
            event.model().name() + "/" + event.model().version(),
            millis,
            boxes(event)));
  }

  private static List<Box> boxes(FindingsEvent event) {
    return event.findings() instanceof Boxes found
        ? found.detections().stream().map(FrameView::box).toList()
        : List.of();
  }

  private static Box box(Detection one) {
    return box(one.label(), one.score(), one.box());
  }

  /** Returns the boxes of a ground truth, with the score 1. */
  static List<Box> boxes(GroundTruth truth) {
    return truth.objects().stream().map(FrameView::box).toList();
  }

  private static Box box(TrueObject one) {
    return box(one.label(), 1, one.box());
  }

  private static Box box(String label, double score, BoundingBox at) {
    return new Box(
        label, score, tenth(at.x()), tenth(at.y()), tenth(at.width()), tenth(at.height()));
  }

  private static double tenth(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }

  String position() {
    return topic + "-" + partition + "@" + offset;
  }
}
