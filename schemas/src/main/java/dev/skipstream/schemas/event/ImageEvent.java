package dev.skipstream.schemas.event;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One image on its way to a detector.
 *
 * @param id unique within the source; becomes {@code frame.id}
 * @param source camera, folder or other origin; the record's key
 * @param sequence number of the frame in its source, where the publisher counts
 * @param capturedAt when the picture was taken
 * @param pts the frame's time stamp in its recording, where it has one
 * @param clock by which {@code capturedAt} is to be read
 * @param contentType media type of the bytes, where the publisher said
 * @param dataref where the image is, when the event does not carry it itself (a claim check)
 * @param model URI of the model that is to look at the frame ({@code models:/street/3}), when it is
 *     not to be the pipeline's own (a pin)
 * @param image the encoded image. Owned by the event: it is never changed
 */
public record ImageEvent(
    String id,
    String source,
    Optional<Long> sequence,
    Optional<Instant> capturedAt,
    Optional<Duration> pts,
    EventClock clock,
    Optional<String> contentType,
    Optional<URI> dataref,
    Optional<String> model,
    byte[] image) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.image.v1";

  /** An event that carries its image itself. */
  public ImageEvent(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      Optional<String> contentType,
      byte[] image) {
    this(id, source, sequence, capturedAt, Optional.empty(), EventClock.WALL, contentType, image);
  }

  /** A frame of a recording that carries its image itself. */
  public ImageEvent(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      Optional<Duration> pts,
      EventClock clock,
      Optional<String> contentType,
      byte[] image) {
    this(
        id,
        source,
        sequence,
        capturedAt,
        pts,
        clock,
        contentType,
        Optional.empty(),
        Optional.empty(),
        image);
  }

  /** An event of the time of day, without a time stamp of a recording. */
  public ImageEvent(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      Optional<String> contentType,
      Optional<URI> dataref,
      Optional<String> model,
      byte[] image) {
    this(
        id,
        source,
        sequence,
        capturedAt,
        Optional.empty(),
        EventClock.WALL,
        contentType,
        dataref,
        model,
        image);
  }

  /**
   * Returns the location of the image to fetch; empty when the event has bytes, which take
   * precedence.
   */
  public Optional<URI> toFetch() {
    return image.length > 0 ? Optional.empty() : dataref;
  }
}
