package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The objects of a frame, each with its box, and with its mask or keypoints where the model finds
 * them.
 *
 * @param detections by falling score; empty for a frame without objects
 */
public record Boxes(List<Detection> detections) implements Findings {
  private static final long DETECTION_BYTES = 256;

  private static final long KEYPOINT_BYTES = 128;

  /** A char of a mask's text is ASCII; the backslash is escaped by another one. */
  private static final long ESCAPED = 2;

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
    return detections.stream().mapToLong(Boxes::bytesAtMost).sum();
  }

  private static long bytesAtMost(Detection detection) {
    long mask = detection.mask().map(one -> ESCAPED * one.counts().length()).orElse(0L);
    long keypoints =
        detection.keypoints().stream()
            .flatMap(List::stream)
            .mapToLong(one -> KEYPOINT_BYTES + BYTES_PER_CHAR * one.name().length())
            .sum();
    return DETECTION_BYTES + BYTES_PER_CHAR * detection.label().length() + mask + keypoints;
  }

  @Override
  public DetectionEvent event(FrameInfo frame, Optional<InputPosition> input, EventModel model) {
    return new DetectionEvent(
        frame, input, model, frame.view().map(view -> inFrame(view, frame)).orElse(detections));
  }

  private List<Detection> inFrame(FrameView view, FrameInfo frame) {
    return detections.stream()
        .map(found -> view.toFrame(found, frame.width(), frame.height()))
        .toList();
  }
}
