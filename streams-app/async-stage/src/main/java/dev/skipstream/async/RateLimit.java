package dev.skipstream.async;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Limits the number of records per second of a process. After a call that takes several records,
 * the next calls wait longer, so the rate holds over any period.
 *
 * <p>Threading: for any number of threads; {@link #awaitTurn} blocks, at most for its limit,
 * without a lock.
 */
final class RateLimit {
  private final long nanosPerRecord;
  private final LongSupplier clock;

  /** Time on the clock before which no record is taken. */
  private long nextAt;

  RateLimit(OptionalDouble recordsPerSecond) {
    this(recordsPerSecond, System::nanoTime);
  }

  /**
   * A limit by another clock.
   *
   * @param recordsPerSecond none for no limit
   * @param clock nanoseconds
   */
  RateLimit(OptionalDouble recordsPerSecond, LongSupplier clock) {
    this.nanosPerRecord =
        recordsPerSecond.isPresent() ? Math.round(1e9 / recordsPerSecond.getAsDouble()) : 0;
    this.clock = clock;
    this.nextAt = clock.getAsLong();
  }

  /** Waits until a record may be taken; returns whether one may, no after {@code limit}. */
  boolean awaitTurn(Duration limit) {
    long left = nanosToTurn();
    if (left > 0) {
      LockSupport.parkNanos(Math.min(left, limit.toNanos()));
      left = nanosToTurn();
    }
    return left <= 0;
  }

  /** Counts records that were taken. */
  synchronized void took(int records) {
    if (nanosPerRecord > 0 && records > 0) {
      long now = clock.getAsLong();
      // Time in which nothing was taken is not made up for.
      nextAt = (nextAt - now > 0 ? nextAt : now) + records * nanosPerRecord;
    }
  }

  private synchronized long nanosToTurn() {
    return nanosPerRecord == 0 ? 0 : nextAt - clock.getAsLong();
  }
}
