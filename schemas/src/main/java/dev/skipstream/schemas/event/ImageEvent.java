package dev.skipstream.schemas.event;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One image to be processed by a detector.
 *
 * @param id unique within the source; becomes {@code frame.id}
 * @param source camera, folder or other origin; the record's key
 * @param sequence number of the frame in its source, where the publisher counts
 * @param capturedAt the time of capture
 * @param pts the frame's timestamp in its recording, if it has one
 * @param clock the clock of {@code capturedAt}
 * @param contentType the media type of the bytes, if the publisher stated it
 * @param dataref the URI of the image, if the event does not contain it (a claim check)
 * @param model the URI of the model that shall process the frame ({@code models:/street/3}), if it
 *     is not the pipeline's own (a pin)
 * @param view the place of the image in the camera's frame; empty where it is all of the frame
 * @param motion the motion of the frame, where its source withholds frames without motion
 * @param image the encoded image. The event owns it, and it is never changed
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
    Optional<CameraView> view,
    Optional<Motion> motion,
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
        Optional.empty(),
        Optional.empty(),
        image);
  }

  /** Returns this event with the place of its image in the camera's frame. */
  public ImageEvent withView(CameraView other) {
    return with(dataref, Optional.of(other), motion, image);
  }

  /** Returns this event with the motion of its frame. */
  public ImageEvent withMotion(Motion other) {
    return with(dataref, view, Optional.of(other), image);
  }

  /** Returns this event as a claim check: with the location of its image in place of the image. */
  public ImageEvent storedAt(URI location) {
    return with(Optional.of(location), view, motion, new byte[0]);
  }

  private ImageEvent with(
      Optional<URI> location,
      Optional<CameraView> itsView,
      Optional<Motion> itsMotion,
      byte[] itsImage) {
    return new ImageEvent(
        id,
        source,
        sequence,
        capturedAt,
        pts,
        clock,
        contentType,
        location,
        model,
        itsView,
        itsMotion,
        itsImage);
  }

  /**
   * Returns the location of the image to fetch; empty when the event has bytes, which take
   * precedence.
   */
  public Optional<URI> toFetch() {
    return image.length > 0 ? Optional.empty() : dataref;
  }
}
