package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An intact frame that was dropped: no model has processed it. This event replaces the frame's
 * detection event, so that every input has an outcome.
 *
 * @param input the position of the frame's input record
 * @param model the model that would have run
 * @param ageMillis the age of the frame when it was dropped, in milliseconds. It counts from the
 *     frame's capture, or from its record's timestamp if that is the clock
 */
public record FrameDropped(
    FrameOrigin frame, InputPosition input, ModelIdentity model, DropReason reason, long ageMillis)
    implements OutcomeEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.frame-dropped.v1";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String source() {
    return frame.source();
  }

  @Override
  public Optional<Instant> capturedAt() {
    return frame.capturedAt();
  }
}
