package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/** First runs of a model: they are slow, and belong before the first frame of a user. */
public final class WarmUp {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private WarmUp() {}

  /**
   * Runs detectors on black frames, alone and as a full batch.
   *
   * @return the time of the slowest detector for a frame once it is warm
   * @throws dev.skipstream.detect.DetectorException when a model fails
   */
  public static Duration frameTime(List<Detector> detectors, int batchSize) {
    return frameTime(detectors, batchSize, System::nanoTime);
  }

  /**
   * Runs detectors on black frames, and measures the time with the given clock.
   *
   * @param clock nanoseconds
   */
  static Duration frameTime(List<Detector> detectors, int batchSize, LongSupplier clock) {
    Duration slowest = Duration.ZERO;
    for (Detector detector : detectors) {
      time(detector, 1, clock);
      slowest = max(slowest, time(detector, 1, clock));
      if (batchSize > 1) {
        slowest = max(slowest, time(detector, batchSize, clock).dividedBy(batchSize));
      }
    }
    return slowest;
  }

  /**
   * Runs detectors on black frames once in each batch size: libraries of a GPU choose their kernels
   * and their memory by it.
   *
   * @throws dev.skipstream.detect.DetectorException when a model fails
   */
  public static void everySize(List<Detector> detectors, int batchSize) {
    for (Detector detector : detectors) {
      for (int size = 1; size <= batchSize; size++) {
        nanos(detector, size, System::nanoTime);
      }
    }
  }

  private static Duration time(Detector detector, int frames, LongSupplier clock) {
    return Duration.ofNanos(nanos(detector, frames, clock));
  }

  /** Runs a batch of black frames, and returns its time by the clock. */
  static long nanos(Detector detector, int frames, LongSupplier clock) {
    Frame black = new Frame(new byte[3 * WIDTH * HEIGHT], WIDTH, HEIGHT);
    long started = clock.getAsLong();
    int found = detector.detect(Collections.nCopies(frames, black)).size();
    if (found != frames) {
      throw new IllegalStateException(
          "%s answered %d of %d frames while warming up"
              .formatted(detector.model(), found, frames));
    }
    return clock.getAsLong() - started;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
