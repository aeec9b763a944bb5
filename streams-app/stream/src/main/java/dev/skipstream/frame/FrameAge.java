package dev.skipstream.frame;

import java.time.Duration;

/**
 * The maximum age of a frame at inference; an older frame is dropped, so that the output shows the
 * present.
 *
 * @param max the maximum age
 * @param clock the clock from which a frame's age begins
 */
public record FrameAge(Duration max, Clock clock) {

  /** The beginning of a frame's age. */
  public enum Clock {
    /**
     * Capture time of the image ({@code ce_time}). Where that is unknown, or is not the time of day
     * ({@code ce_clock}), as {@link #RECORD}.
     */
    CAPTURE,
    /** The record's timestamp: when it was published. */
    RECORD
  }

  public FrameAge {
    if (max.isNegative() || max.isZero()) {
      throw new IllegalArgumentException(
          "greatest frame age is %s: expected a time above zero".formatted(max));
    }
  }

  /**
   * Returns how fresh a frame is.
   *
   * @param birth the time at which its age begins, in epoch milliseconds
   */
  public Freshness of(long birth) {
    return new Freshness(birth, max.toMillis());
  }
}
