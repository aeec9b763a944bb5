package dev.skipstream.schemas.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * The objects in one frame, from a source that has the ground truth: the reference for the outcome
 * of the same frame. A frame without objects has an event too, with an empty list.
 *
 * @param frame the frame of the image event: the same id, source, sequence and time
 * @param objects in no order that means anything
 * @param frameClass the class of the whole frame, where the source has one
 */
public record GroundTruth(
    FrameInfo frame,
    List<TrueObject> objects,
    @JsonProperty("class") Optional<TrueClass> frameClass) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.ground-truth.v1";

  public GroundTruth {
    objects = List.copyOf(objects);
  }

  /** The ground truth of a frame without a class. */
  public GroundTruth(FrameInfo frame, List<TrueObject> objects) {
    this(frame, objects, Optional.empty());
  }
}
