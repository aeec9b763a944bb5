package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * The frame of an outcome that was never decoded, so its size is not known.
 *
 * @param id the image event's {@code ce_id}, or {@code topic-partition-offset} if it had none
 * @param source camera, folder or other origin: the record's key
 * @param sequence number of the frame in its source, where the publisher counts
 * @param capturedAt the time of capture ({@code ce_time}), if known
 */
public record FrameOrigin(
    String id, String source, Optional<Long> sequence, Optional<Instant> capturedAt) {

  /** The frame that an image event carries. */
  public static FrameOrigin of(ImageEvent event) {
    return new FrameOrigin(event.id(), event.source(), event.sequence(), event.capturedAt());
  }
}
