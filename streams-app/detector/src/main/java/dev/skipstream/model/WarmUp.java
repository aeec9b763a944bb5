package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DetectorFault;
import dev.skipstream.image.Frame;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** First runs of a model: they are slow, and belong before the first frame of a user. */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private WarmUp() {}

  /**
   * Runs detectors on black frames, alone and as a full batch.
   *
   * @return the time of the slowest detector for a frame once it is warm
   * @throws DetectorException when a model fails
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
   * Runs detectors as {@link #everySize}, as far as their memory is sufficient.
   *
   * @return the largest size for which all of them have the memory; {@code batchSize} at most
   * @throws DetectorException when a model fails for another reason, or has no memory for one frame
   */
  public static int fittingSize(List<Detector> detectors, int batchSize) {
    int fitting = batchSize;
    for (Detector detector : detectors) {
      fitting = fittingSize(detector, fitting);
    }
    return fitting;
  }

  private static int fittingSize(Detector detector, int batchSize) {
    for (int size = 1; size <= batchSize; size++) {
      try {
        nanos(detector, size, System::nanoTime);
      } catch (DetectorException e) {
        if (size == 1 || DetectorFault.of(e) != DetectorFault.OUT_OF_MEMORY) {
          throw e;
        }
        LOG.warn(
            "{} has no memory for a batch of {}: batches have at most {} frames",
            detector.model(),
            size,
            size - 1);
        return size - 1;
      }
    }
    return batchSize;
  }

  /**
   * Runs detectors on black frames once in each batch size: libraries of a GPU choose their kernels
   * and their memory by it.
   *
   * @throws DetectorException when a model fails
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
