package dev.skipstream.camera;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts to connect: each is twice as long as the one before, up to a bound, and
 * shortened at random by up to a half, so that cameras do not connect at the same moment.
 *
 * <p>Threading: for one thread.
 */
final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private long next;

  Backoff(CameraSettings.Limits limits, RandomGenerator random) {
    this.first = limits.firstBackoff();
    this.most = limits.maxBackoff();
    this.random = random;
    this.next = first.toNanos();
  }

  /** Returns the pause before the next attempt. */
  Duration next() {
    long whole = Math.min(next, most.toNanos());
    next = Math.min(2 * whole, most.toNanos());
    return Duration.ofNanos(whole / 2 + Math.round(random.nextDouble() * (whole / 2.0)));
  }

  /** Begins again with the first pause: the last attempt was successful. */
  void reset() {
    next = first.toNanos();
  }
}
