package dev.skipstream.compare;

import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The difference of two detectors over the same frames, for each of COCO's numbers, with its
 * confidence interval. The interval is the middle 95 % of the differences over resampled frames,
 * drawn with replacement (Efron's percentile bootstrap). Both detectors have the same resampled
 * frames.
 *
 * <p>Keeps sixteen bytes per detection and size, and some hundreds per frame and category.
 *
 * <p>Threading: for one thread.
 */
public final class PairedComparison {
  private static final double TAIL = 0.025;

  private final List<Pair> frames = new ArrayList<>();

  /** A frame, scored by itself. */
  private record Pair(CocoEvaluator first, CocoEvaluator second) {}

  /**
   * A number of both detectors.
   *
   * @param metric one of {@link CocoMetrics#NAMES}
   * @param difference second minus first
   * @param low the difference is larger than this in all but 2.5 % of the draws
   * @param high and smaller than this in all but 2.5 %
   */
  public record Interval(
      String metric, double first, double second, double difference, double low, double high) {

    /** Returns true if the second's number is significantly higher. */
    public boolean better() {
      return low > 0;
    }

    /** Returns true if the second's number is significantly lower. */
    public boolean worse() {
      return high < 0;
    }
  }

  /** Adds a frame with all its objects and all detections of both. */
  public void add(List<TrueObject> truth, List<Detection> first, List<Detection> second) {
    frames.add(new Pair(scored(truth, first), scored(truth, second)));
  }

  private static CocoEvaluator scored(List<TrueObject> truth, List<Detection> found) {
    CocoEvaluator evaluator = new CocoEvaluator();
    evaluator.add(truth, found);
    return evaluator;
  }

  /** The first's figures over all frames that were added. */
  public CocoMetrics first() {
    return metrics(all(), Pair::first);
  }

  /** The second's. */
  public CocoMetrics second() {
    return metrics(all(), Pair::second);
  }

  private int[] all() {
    return IntStream.range(0, frames.size()).toArray();
  }

  /**
   * Returns the intervals of the numbers for which there are objects.
   *
   * @param draws the number of resamples, at least 1
   * @param seed the seed of the draws; the same seed draws the same frames
   */
  public List<Interval> intervals(int draws, long seed) {
    if (draws < 1) {
      throw new IllegalArgumentException("draws are %d: expected at least 1".formatted(draws));
    }
    double[][] whole = {numbers(first()), numbers(second())};
    SplittableRandom random = new SplittableRandom(seed);
    double[][] differences = new double[CocoMetrics.NAMES.size()][draws];
    for (int draw = 0; draw < draws; draw++) {
      int[] chosen = random.ints(frames.size(), 0, frames.size()).toArray();
      double[][] drawn = {
        numbers(metrics(chosen, Pair::first)), numbers(metrics(chosen, Pair::second))
      };
      for (int m = 0; m < differences.length; m++) {
        differences[m][draw] = drawn[1][m] - drawn[0][m];
      }
    }
    List<Interval> intervals = new ArrayList<>();
    for (int m = 0; m < differences.length; m++) {
      // COCO says -1 where there is nothing to find; a draw may lack what all frames have.
      if (!Double.isNaN(whole[0][m])) {
        double[] sorted =
            Arrays.stream(differences[m]).filter(one -> !Double.isNaN(one)).sorted().toArray();
        intervals.add(
            new Interval(
                CocoMetrics.NAMES.get(m),
                whole[0][m],
                whole[1][m],
                whole[1][m] - whole[0][m],
                at(sorted, TAIL),
                at(sorted, 1 - TAIL)));
      }
    }
    return intervals;
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private CocoMetrics metrics(int[] chosen, Function<Pair, CocoEvaluator> side) {
    CocoEvaluator evaluator = new CocoEvaluator();
    for (int frame : chosen) {
      evaluator.addAll(side.apply(frames.get(frame)));
    }
    return evaluator.metrics();
  }

  /** [12]; not a number where there is nothing to find. */
  private static double[] numbers(CocoMetrics metrics) {
    return metrics.numbers().stream()
        .mapToDouble(number -> number < 0 ? Double.NaN : number)
        .toArray();
  }
}
