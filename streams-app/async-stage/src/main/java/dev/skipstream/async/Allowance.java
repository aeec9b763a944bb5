package dev.skipstream.async;

import java.time.Duration;

/**
 * Time that may be spent waiting for workers. It is spent in short slices, each at its nominal
 * length at most. So a thread that was frozen for a minute (SIGSTOP, a paused virtual machine) has
 * waited for one slice only. The workers were frozen too, and do not hang.
 *
 * <p>Threading: for one thread.
 */
final class Allowance {
  private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();

  private final Duration limit;
  private long left;

  Allowance(Duration limit) {
    this.limit = limit;
    this.left = limit.toNanos();
  }

  /** Returns the time to wait now, in nanoseconds; 0 when nothing is left. */
  long slice() {
    return Math.max(0, Math.min(SLICE_NANOS, left));
  }

  /** Takes away what was waited of a slice, however long it took by the clock. */
  void spend(long slice, long waited) {
    left -= Math.min(slice, waited);
  }

  boolean isSpent() {
    return left <= 0;
  }

  /** Returns true while at most a quarter is spent: twice the work would have fitted, and more. */
  boolean isAmple() {
    return 4 * (limit.toNanos() - left) <= limit.toNanos();
  }

  /** Returns the initial allowance. */
  Duration limit() {
    return limit;
  }
}
