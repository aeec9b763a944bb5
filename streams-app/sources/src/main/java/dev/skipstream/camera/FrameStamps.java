package dev.skipstream.camera;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Ids, sequence numbers and times of a camera's frames, across all its connections.
 *
 * <p>Threading: for one thread.
 */
final class FrameStamps {
  /**
   * The stamp of one frame.
   *
   * @param wrongBy the camera's clock minus the arrival, where that is too much
   */
  record Stamp(
      String id,
      long sequence,
      Instant capturedAt,
      CameraClock clock,
      Optional<Duration> wrongBy) {}

  private final String camera;
  private final String epoch;
  private long next;
  private Instant last = Instant.MIN;

  /**
   * Starts at number 0.
   *
   * @param start of the publisher: part of each id, so that no id comes again after a restart
   */
  FrameStamps(String camera, Instant start) {
    this.camera = camera;
    this.epoch = epoch(start);
  }

  private static String epoch(Instant start) {
    return Long.toString(start.toEpochMilli(), Character.MAX_RADIX);
  }

  /** Leaves numbers out, for frames that were dropped: the gap is visible in the sequence. */
  void leaveOut(long frames) {
    next += frames;
  }

  /**
   * Returns the stamp of the next frame.
   *
   * @param maxSkew a camera's clock that differs by more is wrong
   */
  Stamp next(Instant arrival, Optional<Instant> cameraTime, Duration maxSkew) {
    Optional<Duration> ahead = cameraTime.map(time -> Duration.between(arrival, time));
    Optional<Duration> wrongBy =
        ahead.filter(difference -> difference.abs().compareTo(maxSkew) > 0);
    boolean byCamera = cameraTime.isPresent() && wrongBy.isEmpty();
    long sequence = next++;
    return new Stamp(
        String.format(Locale.ROOT, "%s/%s-%06d", camera, epoch, sequence),
        sequence,
        forward(byCamera ? cameraTime.get() : arrival, maxSkew),
        byCamera ? CameraClock.CAMERA : CameraClock.ARRIVAL,
        wrongBy);
  }

  /**
   * Keeps times in order where the source of the time changes. A larger step backwards is one of
   * this machine's clock, and stays.
   */
  private Instant forward(Instant time, Duration maxSkew) {
    boolean smallStepBack =
        time.isBefore(last) && Duration.between(time, last).compareTo(maxSkew) <= 0;
    if (!smallStepBack) {
      last = time;
    }
    return last;
  }
}
