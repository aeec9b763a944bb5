package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * The frame of an outcome or of a ground truth.
 *
 * @param id the image event's {@code ce_id}, or {@code topic-partition-offset} if it had none
 * @param source camera, folder or other origin: the record's key
 * @param sequence number of the frame in its source, where the publisher counts
 * @param capturedAt the time of capture ({@code ce_time}), if known
 * @param width pixels of the camera's frame: of the original image, where it is all of the frame
 * @param height pixels of the camera's frame
 * @param damaged true if the image was damaged, and was decoded as far as possible on request;
 *     absent for intact images
 * @param view the place of the original image in the camera's frame; absent where it is all of the
 *     frame
 * @param keyframeMillis the longest time between two frames of the source, in milliseconds, where
 *     the source withholds frames without motion
 */
public record FrameInfo(
    String id,
    String source,
    Optional<Long> sequence,
    Optional<Instant> capturedAt,
    int width,
    int height,
    Optional<Boolean> damaged,
    Optional<FrameView> view,
    Optional<Long> keyframeMillis) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * Returns the frame of an image event, whose image has been decoded.
   *
   * @param imageWidth pixels of the image, upright
   * @param imageHeight pixels of the image, upright
   * @throws IllegalArgumentException when the image is larger than its view allows
   */
  public static FrameInfo of(ImageEvent event, int imageWidth, int imageHeight, boolean damaged) {
    return new FrameInfo(
        event.id(),
        event.source(),
        event.sequence(),
        event.capturedAt(),
        event.view().map(CameraView::width).orElse(imageWidth),
        event.view().map(CameraView::height).orElse(imageHeight),
        damaged ? Optional.of(true) : Optional.empty(),
        event.view().map(view -> view.of(imageWidth, imageHeight)),
        event.motion().map(FrameInfo::keyframeMillis));
  }

  /** Rounds up: the interval of a source is never shorter than the event states. */
  private static long keyframeMillis(Motion motion) {
    return motion.keyframe().plusNanos(NANOS_PER_MILLI - 1).toMillis();
  }

  /** A frame of a whole image. */
  public FrameInfo(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      int width,
      int height) {
    this(id, source, sequence, capturedAt, width, height, Optional.empty(), Optional.empty());
  }

  /** A frame of a source that withholds none. */
  public FrameInfo(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      int width,
      int height,
      Optional<Boolean> damaged,
      Optional<FrameView> view) {
    this(id, source, sequence, capturedAt, width, height, damaged, view, Optional.empty());
  }
}
