package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The objects of a frame, each with its box.
 *
 * @param detections by falling score; empty for a frame without objects
 */
public record Boxes(List<Detection> detections) implements Findings {
  private static final long DETECTION_BYTES = 256;

  /** A char may be escaped in JSON. */
  private static final long BYTES_PER_CHAR = 24;

  public Boxes {
    detections = List.copyOf(detections);
  }

  /**
   * Returns findings as boxes, for a use that supports no other kind.
   *
   * @param use at the start of the message, such as {@code an evaluation}
   * @throws UnsupportedFindingsException when the findings are of another kind
   */
  public static Boxes require(Findings findings, String use) {
    if (findings instanceof Boxes boxes) {
      return boxes;
    }
    throw new UnsupportedFindingsException(use, findings.kind());
  }

  @Override
  public String kind() {
    return "boxes";
  }

  @Override
  public long bytesAtMost() {
    return detections.stream()
        .mapToLong(detection -> DETECTION_BYTES + BYTES_PER_CHAR * detection.label().length())
        .sum();
  }

  @Override
  public DetectionEvent event(FrameInfo frame, Optional<InputPosition> input, EventModel model) {
    return new DetectionEvent(
        frame, input, model, frame.view().map(view -> inFrame(view, frame)).orElse(detections));
  }

  private List<Detection> inFrame(FrameView view, FrameInfo frame) {
    return detections.stream()
        .map(found -> found.withBox(view.toFrame(found.box(), frame.width(), frame.height())))
        .toList();
  }
}
