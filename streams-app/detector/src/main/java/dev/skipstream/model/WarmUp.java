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

  private static Duration time(Detector detector, int frames, LongSupplier clock) {
    Frame black = new Frame(new byte[3 * WIDTH * HEIGHT], WIDTH, HEIGHT);
    long started = clock.getAsLong();
    int found = detector.detect(Collections.nCopies(frames, black)).size();
    if (found != frames) {
      throw new IllegalStateException(
          "%s answered %d of %d frames while warming up"
              .formatted(detector.model(), found, frames));
    }
    return Duration.ofNanos(clock.getAsLong() - started);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
