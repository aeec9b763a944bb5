package dev.skipstream.compare;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.score.FrameScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The difference of two models over the same frames, for each number of a task, with its confidence
 * interval. The interval is the middle 95 % of the differences over resampled frames, drawn with
 * replacement (Efron's percentile bootstrap). Both models have the same resampled frames.
 *
 * <p>Of boxes, it keeps sixteen bytes per detection and size, and some hundreds per frame and
 * category.
 *
 * <p>Threading: for one thread.
 */
public final class PairedComparison {
  private static final double TAIL = 0.025;

  private final EvaluationTask task;
  private final List<Pair> frames = new ArrayList<>();

  /** A frame, scored by itself. */
  private record Pair(FrameScorer first, FrameScorer second) {}

  /**
   * A number of both models.
   *
   * @param metric one of the task's
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

  /** Creates a comparison without frames. */
  public PairedComparison(EvaluationTask task) {
    this.task = task;
  }

  /**
   * Adds a frame, with what each of the models found in it.
   *
   * @throws dev.skipstream.evaluate.UnfitInputException as {@link FrameScorer#add} does
   */
  public void add(ScoredFrame first, ScoredFrame second) {
    frames.add(new Pair(scored(first), scored(second)));
  }

  private FrameScorer scored(ScoredFrame frame) {
    FrameScorer scorer = FrameScorer.of(task);
    scorer.add(frame);
    return scorer;
  }

  /** The first's figures over all frames that were added. */
  public Figures first() {
    return figures(all(), Pair::first);
  }

  /** The second's. */
  public Figures second() {
    return figures(all(), Pair::second);
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
    double[][] differences = new double[task.metricNames().size()][draws];
    for (int draw = 0; draw < draws; draw++) {
      int[] chosen = random.ints(frames.size(), 0, frames.size()).toArray();
      double[][] drawn = {
        numbers(figures(chosen, Pair::first)), numbers(figures(chosen, Pair::second))
      };
      for (int m = 0; m < differences.length; m++) {
        differences[m][draw] = drawn[1][m] - drawn[0][m];
      }
    }
    List<Interval> intervals = new ArrayList<>();
    for (int m = 0; m < differences.length; m++) {
      // A figure is -1 where there is nothing to find; a draw may lack what all frames have.
      if (!Double.isNaN(whole[0][m])) {
        double[] sorted =
            Arrays.stream(differences[m]).filter(one -> !Double.isNaN(one)).sorted().toArray();
        intervals.add(
            new Interval(
                task.metricNames().get(m),
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

  private Figures figures(int[] chosen, Function<Pair, FrameScorer> side) {
    FrameScorer scorer = FrameScorer.of(task);
    for (int frame : chosen) {
      scorer.addAll(side.apply(frames.get(frame)));
    }
    return scorer.figures();
  }

  /** The numbers of the task; not a number where there is nothing to find. */
  private static double[] numbers(Figures figures) {
    return figures.numbers().stream()
        .mapToDouble(number -> number < 0 ? Double.NaN : number)
        .toArray();
  }
}
