package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A frame that no model looked at, though nothing is wrong with it. It takes the place of the
 * frame's detection event, so that every input is accounted for.
 *
 * @param input where the frame came from
 * @param model the model that would have run
 * @param ageMillis milliseconds between the frame's capture, or its record's timestamp where that
 *     is the clock, and the moment it was dropped
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
