package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The detections of one category over all frames: their scores, and for each size of objects which
 * of them find an object. Takes twenty-five bytes a detection.
 *
 * <p>Threading: for one thread.
 */
final class CategoryScore {
  static final int RECALLS = 101;

  private static final AreaRange[] ALL_RANGES = AreaRange.values();
  private static final int RANGES = ALL_RANGES.length;
  private static final int IGNORED = 16;

  /** What NumPy adds to a denominator so as not to divide by zero. */
  private static final double SPACING = Math.ulp(1.0);

  /** The counts of detections per frame for which COCO states the recall. */
  private static final int[] LIMITS = {1, 10, Integer.MAX_VALUE};

  private final RankedScores scores = new RankedScores();
  private byte[] ranks = new byte[4];

  /**
   * [detection * RANGES + range]: a bit for each threshold at which it finds an object, and above
   * {@link #IGNORED} one for each at which it counts for nothing. All of a detection lie together:
   * frames fill a thousand categories in turn, and each place is a cache miss.
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
   * Adds a detection, in the order of frames and, within one, best first. {@link #judge} says for
   * each range what it finds.
   *
   * @param rank how many detections of its frame are better
   */
  void add(double score, int rank) {
    int count = scores.size();
    if (count == ranks.length) {
      int length = Growth.after(count);
      ranks = Arrays.copyOf(ranks, length);
      verdicts = Arrays.copyOf(verdicts, Math.multiplyExact(length, RANGES));
    }
    ranks[count] = (byte) rank;
    scores.add(score);
    figures = null;
  }

  /** Names the category, unless it has a name. */
  void label(String name) {
    label = label == null ? name : label;
  }

  /** The category's name. */
  String label() {
    return label;
  }

  /** How many detections there are. */
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
    for (int i = 0; i < other.scores.size(); i++) {
      add(other.scores.get(i), other.ranks[i]);
      System.arraycopy(other.verdicts, i * RANGES, verdicts, (scores.size() - 1) * RANGES, RANGES);
    }
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

  /** How many objects were to be found. */
  int objects(AreaRange range) {
    return objects[range.index()];
  }

  /**
   * Precision at the 101 recalls 0, 0.01, … 1, at one threshold, of objects of all sizes: at each
   * the best that this recall or a higher one has. Nothing where there was no object to find.
   */
  double[] precision(int threshold) {
    return precision(AreaRange.ALL, threshold, scores.bestFirst());
  }

  /** The mean of the 101 precisions; nothing where there was no object to find. */
  OptionalDouble averagePrecision(AreaRange range, int threshold) {
    return objects(range) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(figures(range).precision[threshold]);
  }

  /**
   * The share of objects found at one threshold by at most so many detections a frame; nothing
   * where there was no object to find.
   *
   * @param detectionsPerFrame 1, 10 or 100
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
    for (int t = 0; t < IouThresholds.COUNT; t++) {
      precision[t] = Arrays.stream(precision(range, t, order)).average().getAsDouble();
      recall[t] = recalls(range, t);
    }
    return new Figures(precision, recall);
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

  private double[] precision(AreaRange range, int threshold, int[] order) {
    double[] at = new double[RECALLS];
    if (objects(range) == 0) {
      return at;
    }
    double[] byRight = precisionByRight(range, 1 << threshold, order);
    int point = 0;
    for (int r = 0; r < RECALLS; r++) {
      double recall = r == RECALLS - 1 ? 1 : r * 0.01;
      while (point < byRight.length && (double) (point + 1) / objects(range) < recall) {
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
   * For each object that is found, the best precision at which as many or more are. Between two
   * finds precision only falls, so the other detections need no place of their own.
   */
  private double[] precisionByRight(AreaRange range, int bit, int[] order) {
    double[] precision = new double[Math.min(order.length, objects(range))];
    int right = 0;
    int wrong = 0;
    for (int detection : order) {
      int verdict = verdicts[detection * RANGES + range.index()];
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
