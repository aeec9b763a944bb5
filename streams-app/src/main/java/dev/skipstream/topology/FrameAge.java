package dev.skipstream.topology;

import java.time.Duration;

/**
 * How old a frame may be when a model would look at it; an older one is dropped, so that what is
 * shown is what happens now.
 *
 * @param max the greatest age
 * @param clock when a frame's age begins
 */
public record FrameAge(Duration max, Clock clock) {

  /** When a frame's age begins. */
  public enum Clock {
    /**
     * When the picture was taken ({@code ce_time}). Where that is unknown, or is not the time of
     * day ({@code ce_clock}), as {@link #RECORD}.
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
   * @param birth when its age begins, in epoch milliseconds
   */
  Freshness of(long birth) {
    return new Freshness(birth, max.toMillis());
  }
}
