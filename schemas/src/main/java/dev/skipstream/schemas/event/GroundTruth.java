package dev.skipstream.schemas.event;

import java.util.List;

/**
 * The objects in one frame, from a source that has the ground truth: the reference for a detection
 * event of the same frame. A frame without objects has an event too, with an empty list.
 *
 * @param frame the frame of the image event: the same id, source, sequence and time
 * @param objects in no order that means anything
 */
public record GroundTruth(FrameInfo frame, List<TrueObject> objects) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.ground-truth.v1";

  public GroundTruth {
    objects = List.copyOf(objects);
  }
}
