package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The classes that a model gives to one frame. Where the frame has a view, they are those of the
 * image, which is a part of the frame.
 *
 * @param input the position of the frame's input record; absent if the frame was a file
 * @param classes the most probable classes, by falling score, at least one
 */
public record ClassificationEvent(
    FrameInfo frame, Optional<InputPosition> input, EventModel model, List<ScoredClass> classes)
    implements FindingsEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.classification.v1";

  public ClassificationEvent {
    classes = List.copyOf(classes);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Classes findings() {
    return new Classes(classes);
  }
}
