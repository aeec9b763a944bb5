package dev.skipstream.evaluate;

import java.util.BitSet;

/**
 * The detections of one category over all frames, as VOC counts them; about ten bytes each.
 *
 * <p>Threading: for one thread.
 */
final class VocCategory {
  private static final int STEPS = 10;

  private final String label;
  private final RankedScores scores = new RankedScores();
  private final BitSet right = new BitSet();
  private int objects;

  VocCategory(String label) {
    this.label = label;
  }

  /** Adds a detection, in the order of frames and, within one, best first. */
  void add(double score, boolean isRight) {
    if (isRight) {
      right.set(scores.size());
    }
    scores.add(score);
  }

  /** Adds all that another was given, after what is here. */
  void addAll(VocCategory other) {
    for (int i = other.right.nextSetBit(0); i >= 0; i = other.right.nextSetBit(i + 1)) {
      right.set(scores.size() + i);
    }
    scores.addAll(other.scores);
    objects += other.objects;
  }

  String label() {
    return label;
  }

  /** One more object is to be found. */
  void want() {
    objects++;
  }

  int objects() {
    return objects;
  }

  VocMetrics.Category figures(int id) {
    double[] precision = precisionByRight();
    return new VocMetrics.Category(
        id, label, objects, elevenPoint(precision), everyPoint(precision));
  }

  /**
   * Returns, for each object that is found, the best precision at which at least as many objects
   * are found: at recall {@code (i + 1) / objects}.
   */
  private double[] precisionByRight() {
    double[] precision = new double[right.cardinality()];
    int found = 0;
    int seen = 0;
    for (int detection : scores.bestFirst()) {
      seen++;
      if (right.get(detection)) {
        found++;
        precision[found - 1] = (double) found / seen;
      }
    }
    for (int i = precision.length - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    return precision;
  }

  /** The area under the precision: every object that is found is a step of the recall. */
  private double everyPoint(double[] precision) {
    double sum = 0;
    for (double one : precision) {
      sum += one;
    }
    return sum / objects;
  }

  /** The mean of the precisions at the recalls 0, 0.1, … 1. */
  private double elevenPoint(double[] precision) {
    double sum = 0;
    for (int step = 0; step <= STEPS; step++) {
      // Whole numbers: the fewest objects whose share is step / STEPS or more.
      long needed = Math.max(1, ((long) step * objects + STEPS - 1) / STEPS);
      sum += needed <= precision.length ? precision[(int) needed - 1] : 0;
    }
    return sum / (STEPS + 1);
  }
}
