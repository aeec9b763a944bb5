package dev.skipstream.async;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that all drains of one commit have together. A commit has no name of its own in here:
 * the drains of a thread belong to one as long as no record or punctuation comes between them.
 *
 * <p>Threading: every thread has a limit of its own.
 */
final class CommitLimit {
  private final long limitNanos;
  private final LongSupplier nanoClock;
  private final ThreadLocal<Long> end = new ThreadLocal<>();

  CommitLimit(Duration limit, LongSupplier nanoClock) {
    this.limitNanos = limit.toNanos();
    this.nanoClock = nanoClock;
  }

  /** What is left for this thread's commit; the first to ask starts the clock. May be negative. */
  long remainingNanos() {
    long now = nanoClock.getAsLong();
    Long known = end.get();
    if (known == null) {
      end.set(now + limitNanos);
      return limitNanos;
    }
    return known - now;
  }

  /** The thread does something else than committing. */
  void reset() {
    end.remove();
  }
}
