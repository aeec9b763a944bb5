package dev.skipstream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.TrueObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One detected frame, as the page draws it.
 *
 * @param at the frame's capture, or its publishing where that is not known; milliseconds since 1970
 * @param width pixels of the camera's frame
 * @param height pixels of the camera's frame
 * @param picture the place of the image in the camera's frame; absent where it is all of the frame
 * @param model name and version, such as {@code street/3}
 * @param millis the time of the frame in the stream; 0 where it is not known
 * @param boxes the objects; empty for a model that finds none
 * @param classes of the frame as a whole, the most probable ones; empty for other models
 * @param regions the pixels of each class; empty for other models
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
    Optional<Area> picture,
    String model,
    double millis,
    List<Box> boxes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Score> classes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Share> regions) {

  /** A rectangle in pixels of the camera's frame. */
  record Area(double x, double y, double w, double h) {}

  /**
   * An object: its box in pixels of the camera's frame, and a score of 0 to 1.
   *
   * @param mask its pixels, absent where the model finds none
   * @param points its keypoints, empty where the model finds none
   */
  record Box(
      String label,
      double score,
      double x,
      double y,
      double w,
      double h,
      Optional<Mask> mask,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Point> points) {

    /** An object with a box alone. */
    Box(String label, double score, double x, double y, double w, double h) {
      this(label, score, x, y, w, h, Optional.empty(), List.of());
    }

    private static Box of(String label, double score, BoundingBox at) {
      return new Box(
          label, score, tenth(at.x()), tenth(at.y()), tenth(at.width()), tenth(at.height()));
    }

    private static Box of(Detection one) {
      Box box = of(one.label(), one.score(), one.box());
      List<Point> points =
          one.keypoints().stream()
              .flatMap(List::stream)
              .map(point -> new Point(point.name(), tenth(point.x()), tenth(point.y())))
              .toList();
      return new Box(
          box.label,
          box.score,
          box.x,
          box.y,
          box.w,
          box.h,
          one.mask().map(FrameView::mask),
          points);
    }

    private static Box of(TrueObject one) {
      return of(one.label(), 1, one.box());
    }
  }

  /**
   * Pixels of the image, which is a part of the camera's frame where the frame has a picture.
   *
   * @param counts runs outside and inside of the mask, down the columns, in COCO's compressed text
   */
  record Mask(int rows, int columns, String counts) {}

  /** A keypoint in pixels of the camera's frame. */
  record Point(String name, double x, double y) {}

  /** A class of the frame as a whole, with its score of 0 to 1. */
  record Score(String label, double score) {}

  /** The pixels of a class, and their share of the image, 0 to 1. */
  record Share(String label, double share, Mask mask) {}

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
            event.frame().view().map(FrameView::picture),
            event.model().name() + "/" + event.model().version(),
            millis,
            boxes(event),
            classes(event),
            regions(event)));
  }

  private static Area picture(dev.skipstream.schemas.event.FrameView view) {
    return new Area(
        view.x(),
        view.y(),
        tenth(view.width() / view.scale()),
        tenth(view.height() / view.scale()));
  }

  private static List<Box> boxes(FindingsEvent event) {
    return event.findings() instanceof Boxes found
        ? found.detections().stream().map(Box::of).toList()
        : List.of();
  }

  private static List<Score> classes(FindingsEvent event) {
    return event.findings() instanceof Classes found
        ? found.classes().stream().map(one -> new Score(one.label(), one.score())).toList()
        : List.of();
  }

  private static List<Share> regions(FindingsEvent event) {
    return event.findings() instanceof Regions found
        ? found.regions().stream()
            .map(one -> new Share(one.label(), one.share(), mask(one.mask())))
            .toList()
        : List.of();
  }

  private static Mask mask(InstanceMask mask) {
    return new Mask(mask.size().get(0), mask.size().get(1), mask.counts());
  }

  /** Returns the boxes of a ground truth, with the score 1. */
  static List<Box> boxes(GroundTruth truth) {
    return truth.objects().stream().map(Box::of).toList();
  }

  private static double tenth(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }

  String position() {
    return topic + "-" + partition + "@" + offset;
  }
}
