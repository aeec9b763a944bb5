package dev.skipstream.schemas.event;

import java.util.Optional;

/**
 * The result of a model for one frame. The kinds are closed. A stream passes findings on without
 * knowing their kind: a translator of the detector makes them, and their event says them.
 */
public sealed interface Findings permits Boxes, Classes, Regions {

  /** Returns the name of the kind in messages, such as {@code boxes}. */
  String kind();

  /** Returns an upper bound of the bytes that the findings take in their event. */
  long bytesAtMost();

  /**
   * Returns the event of the findings. They are in pixels of the image, and their event is in
   * pixels of the camera's frame.
   *
   * @param frame the frame, with the view of the image in it
   * @param input the position of the frame; absent when the frame was a file
   */
  FindingsEvent event(FrameInfo frame, Optional<InputPosition> input, EventModel model);
}
