package dev.skipstream.tracking;

import java.time.Duration;
import java.time.Instant;

/**
 * The windows in which crossings of lines are counted. They begin at multiples of their length
 * since 1970, in the time of capture.
 *
 * @param window the length of a window, in whole milliseconds
 * @param keep how long a count is kept after the begin of its window, at least one window
 */
public record Counting(Duration window, Duration keep) {
  /** Windows of a minute, for a week. */
  public static final Counting DEFAULT = new Counting(Duration.ofMinutes(1), Duration.ofDays(7));

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  public Counting {
    if (window.toMillis() < 1 || !window.equals(Duration.ofMillis(window.toMillis()))) {
      throw new IllegalArgumentException(
          "window is %s: expected whole milliseconds, at least one".formatted(window));
    }
    if (keep.compareTo(window) < 0) {
      throw new IllegalArgumentException(
          "counts are kept for %s: expected at least the window of %s".formatted(keep, window));
    }
  }

  /** Returns the begin of the window that a time is in. */
  Instant begin(Instant time) {
    long length = window.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), length) * length);
  }
}
