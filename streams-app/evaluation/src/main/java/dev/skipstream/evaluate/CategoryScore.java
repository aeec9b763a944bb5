package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The detections of one category over all frames: their scores, and for each size of objects which
 * of them find an object. Uses twenty-five bytes per detection.
 *
 * <p>Threading: for one thread.
 */
final class CategoryScore {
  static final int RECALLS = 101;

  private static final AreaRange[] ALL_RANGES = AreaRange.values();
  private static final int RANGES = ALL_RANGES.length;
  private static final int IGNORED = 16;

  /**
   * The number that pycocotools adds to a denominator, NumPy's {@code spacing(1)}, to avoid a
   * division by zero.
   */
  private static final double SPACING = Math.ulp(1.0);

  /** The counts of detections per frame for which COCO states the recall. */
  private static final int[] LIMITS = {1, 10, Integer.MAX_VALUE};

  private final RankedScores scores = new RankedScores();
  private byte[] ranks = new byte[4];

  /**
   * [detection * RANGES + range]: a bit for each threshold at which it finds an object, and above
   * {@link #IGNORED} one for each at which it counts for nothing. All values of a detection are
   * adjacent: frames fill a thousand categories in turn, and each access is a cache miss.
   */
  private int[] verdicts = new int[RANGES * 4];

  private final int[] objects = new int[RANGES];
  private String label;

  /** Worked out when first asked for; null after a detection or an object was added. */
  private Figures[] figures;

  /**
   * The figures of one size of objects.
   *
   * @param precision [threshold]
   * @param recall [threshold][limit]
   */
  private record Figures(double[] precision, double[][] recall) {}

  /**
   * Adds a detection. The order is that of the frames and, within a frame, the best first. {@link
   * #judge} sets its result for each range.
   *
   * @param rank the number of better detections in its frame
   */
  void add(double score, int rank) {
    int count = scores.size();
    reserve(count + 1);
    ranks[count] = (byte) rank;
    scores.add(score);
    figures = null;
  }

  private void reserve(int count) {
    if (count > ranks.length) {
      int length = Growth.toHold(ranks.length, count);
      ranks = Arrays.copyOf(ranks, length);
      verdicts = Arrays.copyOf(verdicts, Math.multiplyExact(length, RANGES));
    }
  }

  /** Names the category, unless it has a name. */
  void label(String name) {
    label = label == null ? name : label;
  }

  /** The category's name. */
  String label() {
    return label;
  }

  /** Returns the number of detections. */
  int size() {
    return scores.size();
  }

  /**
   * Says what a detection finds among the objects of a size.
   *
   * @param detection its place, from 0
   * @param hits a bit for each threshold at which it finds an object
   * @param ignored a bit for each threshold at which it counts for nothing
   */
  void judge(AreaRange range, int detection, int hits, int ignored) {
    verdicts[detection * RANGES + range.index()] = hits | ignored << IGNORED;
  }

  /** Adds all that another was given, after what is here. */
  void addAll(CategoryScore other) {
    int count = scores.size();
    int more = other.scores.size();
    reserve(Math.addExact(count, more));
    System.arraycopy(other.ranks, 0, ranks, count, more);
    System.arraycopy(other.verdicts, 0, verdicts, count * RANGES, more * RANGES);
    scores.addAll(other.scores);
    figures = null;
    for (AreaRange range : ALL_RANGES) {
      want(range, other.objects(range));
    }
    label(other.label);
  }

  /** Adds objects that are to be found. */
  void want(AreaRange range, int more) {
    objects[range.index()] += more;
    figures = null;
  }

  /** Returns the number of objects that count. */
  int objects(AreaRange range) {
    return objects[range.index()];
  }

  /**
   * Returns [threshold][101]: the precision at the recalls 0, 0.01, … 1, of objects of all sizes.
   * At each recall it is the best that this recall or a higher one has. All are 0 where there was
   * no object to find.
   */
  double[][] precisions() {
    return precisions(AreaRange.ALL, scores.bestFirst());
  }

  /** Works out the figures, each category on a thread of its own. */
  void workOut() {
    figures(AreaRange.ALL);
  }

  /** The mean of the 101 precisions; nothing where there was no object to find. */
  OptionalDouble averagePrecision(AreaRange range, int threshold) {
    return objects(range) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(figures(range).precision[threshold]);
  }

  /**
   * Returns the share of objects found at one threshold by at most a given number of detections per
   * frame; empty if there are no objects.
   *
   * @param detectionsPerFrame 1, 10, or a larger number for all
   */
  OptionalDouble recall(AreaRange range, int threshold, int detectionsPerFrame) {
    if (objects(range) == 0) {
      return OptionalDouble.empty();
    }
    int limit = detectionsPerFrame == 1 ? 0 : detectionsPerFrame == 10 ? 1 : 2;
    return OptionalDouble.of(figures(range).recall[threshold][limit]);
  }

  private Figures figures(AreaRange range) {
    if (figures == null) {
      int[] order = scores.bestFirst();
      figures = new Figures[RANGES];
      for (AreaRange one : ALL_RANGES) {
        figures[one.index()] = objects(one) == 0 ? null : figures(one, order);
      }
    }
    return figures[range.index()];
  }

  private Figures figures(AreaRange range, int[] order) {
    double[] precision = new double[IouThresholds.COUNT];
    double[][] recall = new double[IouThresholds.COUNT][];
    double[][] curves = precisions(range, order);
    for (int t = 0; t < IouThresholds.COUNT; t++) {
      precision[t] = Arrays.stream(curves[t]).average().getAsDouble();
      recall[t] = recalls(range, t);
    }
    return new Figures(precision, recall);
  }

  private double[][] precisions(AreaRange range, int[] order) {
    // Gathered once: ten passes over the places in this order would each miss the cache.
    int[] bestFirst = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      bestFirst[i] = verdicts[order[i] * RANGES + range.index()];
    }
    double[][] precisions = new double[IouThresholds.COUNT][];
    for (int t = 0; t < IouThresholds.COUNT; t++) {
      precisions[t] = precision(objects(range), 1 << t, bestFirst);
    }
    return precisions;
  }

  private double[] recalls(AreaRange range, int threshold) {
    int[] right = new int[LIMITS.length];
    for (int i = 0; i < scores.size(); i++) {
      if (isRight(range, i, 1 << threshold)) {
        for (int limit = 0; limit < LIMITS.length; limit++) {
          right[limit] += ranks[i] < LIMITS[limit] ? 1 : 0;
        }
      }
    }
    return Arrays.stream(right).mapToDouble(found -> (double) found / objects(range)).toArray();
  }

  private boolean isRight(AreaRange range, int detection, int bit) {
    int verdict = verdicts[detection * RANGES + range.index()];
    return (verdict & bit) != 0 && (verdict & bit << IGNORED) == 0;
  }

  private static double[] precision(int objects, int bit, int[] bestFirst) {
    double[] at = new double[RECALLS];
    if (objects == 0) {
      return at;
    }
    double[] byRight = precisionByRight(objects, bit, bestFirst);
    int point = 0;
    for (int r = 0; r < RECALLS; r++) {
      double recall = r == RECALLS - 1 ? 1 : r * 0.01;
      while (point < byRight.length && (double) (point + 1) / objects < recall) {
        point++;
      }
      if (point == byRight.length) {
        break;
      }
      at[r] = byRight[point];
    }
    return at;
  }

  /**
   * Returns, for each object that is found, the best precision at which at least as many objects
   * are found. Between two found objects precision only falls, so other detections need no entry.
   */
  private static double[] precisionByRight(int objects, int bit, int[] bestFirst) {
    double[] precision = new double[Math.min(bestFirst.length, objects)];
    int right = 0;
    int wrong = 0;
    for (int verdict : bestFirst) {
      if ((verdict & bit << IGNORED) == 0) {
        if ((verdict & bit) != 0) {
          right++;
          precision[right - 1] = right / ((double) right + wrong + SPACING);
        } else {
          wrong++;
        }
      }
    }
    double[] found = Arrays.copyOf(precision, right);
    for (int i = right - 1; i > 0; i--) {
      found[i - 1] = Math.max(found[i - 1], found[i]);
    }
    return found;
  }
}
