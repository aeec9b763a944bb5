package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The detections of a model in one frame. A frame without objects has an event too, with an empty
 * list.
 *
 * @param input the position of the frame's input record; absent if the frame was a file
 * @param detections the detections, by falling score
 */
public record DetectionEvent(
    FrameInfo frame, Optional<InputPosition> input, EventModel model, List<Detection> detections)
    implements FindingsEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.detection.v1";

  public DetectionEvent {
    detections = List.copyOf(detections);
  }

  /** Makes an event of a model whose way of computing is not known. */
  public DetectionEvent(
      FrameInfo frame,
      Optional<InputPosition> input,
      ModelIdentity model,
      List<Detection> detections) {
    this(frame, input, new EventModel(model, Optional.empty()), detections);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Boxes findings() {
    return new Boxes(detections);
  }
}
