package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The detections of one category whose objects are of one size, over all frames; takes sixteen
 * bytes a detection.
 *
 * <p>Threading: for one thread.
 */
final class CategoryScore {
  private static final int RECALLS = 101;

  /** What NumPy adds to a denominator so as not to divide by zero. */
  private static final double SPACING = Math.ulp(1.0);

  private final RankedScores scores = new RankedScores();
  private short[] hits = new short[16];
  private short[] ignored = new short[16];
  private byte[] ranks = new byte[16];
  private int objects;

  /**
   * Adds a detection, in the order of frames and, within one, best first.
   *
   * @param rank how many detections of its frame are better
   * @param hits a bit for each threshold at which it finds an object
   * @param ignored a bit for each threshold at which it counts for nothing
   */
  void add(double score, int rank, int hits, int ignored) {
    int count = scores.size();
    if (count == ranks.length) {
      this.hits = Arrays.copyOf(this.hits, 2 * count);
      this.ignored = Arrays.copyOf(this.ignored, 2 * count);
      ranks = Arrays.copyOf(ranks, 2 * count);
    }
    this.hits[count] = (short) hits;
    this.ignored[count] = (short) ignored;
    ranks[count] = (byte) rank;
    scores.add(score);
  }

  /** Adds all that another was given, after what is here. */
  void addAll(CategoryScore other) {
    for (int i = 0; i < other.scores.size(); i++) {
      add(other.scores.get(i), other.ranks[i], other.hits[i], other.ignored[i]);
    }
    want(other.objects);
  }

  /** Adds objects that are to be found. */
  void want(int more) {
    objects += more;
  }

  /** How many objects were to be found. */
  int objects() {
    return objects;
  }

  /**
   * Precision at the 101 recalls 0, 0.01, … 1, at one threshold: at each the best that this recall
   * or a higher one has. Nothing where there was no object to find.
   */
  double[] precision(int threshold) {
    double[] at = new double[RECALLS];
    Curve curve = curve(threshold, Integer.MAX_VALUE);
    int point = 0;
    for (int r = 0; r < RECALLS && objects > 0; r++) {
      double recall = r == RECALLS - 1 ? 1 : r * 0.01;
      while (point < curve.recall.length && curve.recall[point] < recall) {
        point++;
      }
      if (point == curve.recall.length) {
        break;
      }
      at[r] = curve.precision[point];
    }
    return at;
  }

  /** The mean of {@link #precision}; nothing where there was no object to find. */
  OptionalDouble averagePrecision(int threshold) {
    return objects == 0 ? OptionalDouble.empty() : Arrays.stream(precision(threshold)).average();
  }

  /**
   * The share of objects found at one threshold by at most so many detections a frame; nothing
   * where there was no object to find.
   */
  OptionalDouble recall(int threshold, int detectionsPerFrame) {
    if (objects == 0) {
      return OptionalDouble.empty();
    }
    double[] recall = curve(threshold, detectionsPerFrame).recall;
    return OptionalDouble.of(recall.length == 0 ? 0 : recall[recall.length - 1]);
  }

  /** Recall and precision after each detection, best first; precision made to fall only. */
  private record Curve(double[] recall, double[] precision) {}

  private Curve curve(int threshold, int detectionsPerFrame) {
    int[] order = scores.bestFirst();
    if (detectionsPerFrame < Integer.MAX_VALUE) {
      order = Arrays.stream(order).filter(i -> ranks[i] < detectionsPerFrame).toArray();
    }
    double[] recall = new double[order.length];
    double[] precision = new double[order.length];
    double right = 0;
    double wrong = 0;
    for (int i = 0; i < order.length; i++) {
      int bit = 1 << threshold;
      if ((ignored[order[i]] & bit) == 0) {
        if ((hits[order[i]] & bit) != 0) {
          right++;
        } else {
          wrong++;
        }
      }
      recall[i] = right / objects;
      precision[i] = right / (right + wrong + SPACING);
    }
    for (int i = order.length - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    return new Curve(recall, precision);
  }
}
