package dev.skipstream.camera;

import java.util.OptionalDouble;

/**
 * Selects frames by time, so that a rate holds on average whatever the camera's rate is.
 *
 * <p>Threading: for one thread.
 */
final class RateSelector {
  /** Jitter that networks add to the gap between a camera's frames. */
  private static final long MAX_TOLERANCE_NANOS = 20_000_000;

  private final long gapNanos;
  private boolean started;
  private long due;

  /**
   * Starts with the first frame.
   *
   * @param rate frames per second; empty for all frames
   */
  RateSelector(OptionalDouble rate) {
    this.gapNanos = rate.isPresent() ? Math.round(1e9 / rate.getAsDouble()) : 0;
  }

  /** Returns if the frame of a time is the first one that is due. */
  boolean selects(long nanos) {
    if (gapNanos == 0) {
      return true;
    }
    // A camera of exactly this rate has jitter.
    if (started && nanos - due < -Math.min(gapNanos / 4, MAX_TOLERANCE_NANOS)) {
      return false;
    }
    // The next frame is due by the grid, unless the camera paused for longer than a gap.
    due = !started || nanos - due > gapNanos ? nanos + gapNanos : due + gapNanos;
    started = true;
    return true;
  }
}
