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
 * @param width pixels of the original image
 * @param height pixels of the original image
 * @param damaged true if the image was damaged, and was decoded as far as possible on request;
 *     absent for intact images
 */
public record FrameInfo(
    String id,
    String source,
    Optional<Long> sequence,
    Optional<Instant> capturedAt,
    int width,
    int height,
    Optional<Boolean> damaged) {

  /** A frame of a whole image. */
  public FrameInfo(
      String id,
      String source,
      Optional<Long> sequence,
      Optional<Instant> capturedAt,
      int width,
      int height) {
    this(id, source, sequence, capturedAt, width, height, Optional.empty());
  }
}
