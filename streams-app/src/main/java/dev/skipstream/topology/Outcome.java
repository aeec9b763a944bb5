package dev.skipstream.topology;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.RejectReason;

/** What becomes of an image event: exactly one of these. */
public sealed interface Outcome {

  /**
   * The model has seen the frame.
   *
   * @param event what it found
   * @param timing where the time went
   */
  record Detected(DetectionEvent event, Timing timing) implements Outcome {}

  /**
   * No model has seen the frame, though nothing is wrong with it.
   *
   * @param event says why
   */
  record Dropped(FrameDropped event) implements Outcome {}

  /**
   * The image event is at fault, and goes to the dead letters as it came.
   *
   * @param reason the rule it broke
   * @param cause what showed that
   * @param value the record's value, byte for byte; may be null
   */
  record Rejected(RejectReason reason, Throwable cause, byte[] value) implements Outcome {}
}
