package dev.skipstream.model;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DetectorFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of a batch size by measurement: the smallest size that reaches {@value #ENOUGH} of the
 * best throughput. A larger batch would delay its frames for nothing. The sizes are the powers of
 * two, until a batch takes longer than a bound, or the device has no memory for it.
 *
 * <p>Threading: for one thread; blocks for a few times the bound on each detector.
 */
public final class BatchSweep {
  /** The longest time of a batch, where nothing else bounds it. */
  public static final Duration USUAL_BOUND = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(BatchSweep.class);
  private static final int LARGEST = 64;
  private static final double ENOUGH = 0.95;
  private static final int RUNS = 3;

  private final Duration bound;
  private final LongSupplier clock;

  /**
   * The result of a sweep.
   *
   * @param size the choice
   * @param rates frames/s by the size of the batches, of all sizes within the bound
   */
  public record Result(int size, SortedMap<Integer, Double> rates) {}

  /**
   * Creates a sweep.
   *
   * @param bound the longest time of a batch
   */
  public BatchSweep(Duration bound) {
    this(bound, System::nanoTime);
  }

  /**
   * Creates a sweep with a clock.
   *
   * @param clock nanoseconds
   */
  BatchSweep(Duration bound, LongSupplier clock) {
    this.bound = bound;
    this.clock = clock;
  }

  /**
   * Returns the size for batches that any of the detectors may run: the smallest of their choices.
   *
   * @throws DetectorException when a detector fails for another reason than its memory
   */
  public int sizeFor(List<Detector> detectors) {
    return detectors.stream().mapToInt(one -> measure(one).size()).min().orElseThrow();
  }

  /**
   * Measures a detector.
   *
   * @throws DetectorException when the detector fails for another reason than its memory
   */
  public Result measure(Detector detector) {
    SortedMap<Integer, Double> rates = new TreeMap<>();
    for (int size = 1; size <= LARGEST; size *= 2) {
      long nanos;
      try {
        nanos = shortest(detector, size);
      } catch (DetectorException e) {
        if (size == 1 || DetectorFault.of(e) != DetectorFault.OUT_OF_MEMORY) {
          throw e;
        }
        LOG.info("{} has no memory for a batch of {}", detector.model(), size);
        break;
      }
      if (size > 1 && nanos > bound.toNanos()) {
        break;
      }
      rates.put(size, size * 1e9 / Math.max(1, nanos));
    }
    int knee = knee(rates);
    LOG.info("{}: batches of {}, of the frames/s by size {}", detector.model(), knee, rates);
    return new Result(knee, rates);
  }

  private static int knee(Map<Integer, Double> rates) {
    double best = rates.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return rates.entrySet().stream()
        .filter(one -> one.getValue() >= ENOUGH * best)
        .mapToInt(Map.Entry::getKey)
        .min()
        .orElseThrow();
  }

  /**
   * Returns the shortest time of some runs after a first one: other work only makes runs longer.
   */
  private long shortest(Detector detector, int size) {
    WarmUp.nanos(detector, size, clock);
    long shortest = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      shortest = Math.min(shortest, WarmUp.nanos(detector, size, clock));
    }
    return shortest;
  }
}
