package dev.skipstream.stream.internal.telemetry;

/**
 * One moment on two clocks. It converts the times of a frame, so that the spans of one trace do not
 * shift against each other when the machine's clock is set.
 *
 * @param millis epoch milliseconds
 * @param nanos on {@link System#nanoTime()}
 */
public record FrameClock(long millis, long nanos) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Returns the current moment. */
  public static FrameClock now() {
    return new FrameClock(System.currentTimeMillis(), System.nanoTime());
  }

  /** Returns epoch nanoseconds of a time on {@link System#nanoTime()}. */
  long epochNanos(long at) {
    return millis * NANOS_PER_MILLI + at - nanos;
  }
}
