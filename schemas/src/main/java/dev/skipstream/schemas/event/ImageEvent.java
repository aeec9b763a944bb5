package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One image on its way to a detector.
 *
 * @param id unique within the source; becomes {@code frame.id}
 * @param source camera, folder or other origin; the record's key
 * @param sequence number of the frame in its source, where the publisher counts
 * @param capturedAt when the picture was taken
 * @param contentType media type of the bytes, where the publisher said
 * @param image the encoded image. Owned by the event: nobody changes it
 */
public record ImageEvent(
    String id,
    String source,
    Optional<Long> sequence,
    Optional<Instant> capturedAt,
    Optional<String> contentType,
    byte[] image) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.image.v1";
}
