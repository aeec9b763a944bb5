package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Scores boxes, masks or keypoints by COCO's protocol, with the same result as pycocotools to the
 * last digit. The protocol has ten thresholds of the overlap, 101 recalls and sizes by area. It
 * ignores crowds, and counts at most 100 detections of a category in a frame, 20 of keypoints.
 *
 * <p>Frames are added one after another. The class does not keep frames, but twenty-five bytes per
 * detection. Of detections with equal scores, the one of the frame that was added earlier comes
 * first.
 *
 * <p>Threading: for one thread. {@link #figures}, {@link #metrics}, {@link #keypointMetrics} and
 * {@link #curves} work on all processors, one category each, in the common pool, and wait for
 * nothing else.
 */
public final class CocoEvaluator {
  private static final long PLACE = 0xffff_ffffL;

  private final CocoTask task;
  private final Map<Integer, CategoryScore> scores = new HashMap<>();

  /** Creates an evaluator of boxes without frames. */
  public CocoEvaluator() {
    this(CocoTask.BOXES);
  }

  /** Creates an evaluator without frames. */
  public CocoEvaluator(CocoTask task) {
    this.task = task;
  }

  /** Adds a frame with all its objects and all its detections, whose boxes are compared. */
  public void add(List<TrueObject> truth, List<Detection> found) {
    add(new BoxFrame(truth, found, ScoredFrame.scoresOf(found)));
  }

  /**
   * Adds a frame, whose boxes are compared. Its detections are ranked by its {@link
   * ScoredFrame#ranking}.
   */
  public void add(ScoredFrame frame) {
    add(new BoxFrame(frame.truth(), frame.found(), frame.ranking()));
  }

  /**
   * Adds a frame with all its objects and all its detections.
   *
   * @throws IllegalArgumentException when the frame is of another task than this evaluator
   */
  public void add(CocoFrame frame) {
    if (frame.task() != task) {
      throw new IllegalArgumentException(
          "a frame of %s was added to an evaluator of %s: expected one task"
              .formatted(frame.task(), task));
    }
    List<TrueObject> truth = frame.truth();
    List<Detection> found = frame.found();
    // Sorted as numbers, the category above and the place below: one pass gives all groups.
    long[] objects = new long[truth.size()];
    for (int o = 0; o < objects.length; o++) {
      objects[o] = ((long) truth.get(o).classId() << 32) | o;
    }
    Arrays.sort(objects);
    int[] order = ScoreOrder.bestFirst(frame.ranking(), found.size());
    long[] detections = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      detections[d] = ((long) found.get(order[d]).classId() << 32) | d;
    }
    Arrays.sort(detections);
    int o = 0;
    int d = 0;
    while (o < objects.length || d < detections.length) {
      long next =
          Math.min(
              o < objects.length ? objects[o] >> 32 : Long.MAX_VALUE,
              d < detections.length ? detections[d] >> 32 : Long.MAX_VALUE);
      int[] ofCategory = places(objects, o, next);
      int[] ranks = places(detections, d, next);
      o += ofCategory.length;
      d += ranks.length;
      int[] best = new int[Math.min(ranks.length, task.mostDetections())];
      CategoryScore score = score((int) next);
      int first = score.size();
      for (int rank = 0; rank < best.length; rank++) {
        best[rank] = order[ranks[rank]];
        score.add(frame.ranking()[best[rank]], rank);
      }
      if (ofCategory.length == 0) {
        score.label(found.get(best[0]).label());
        FrameMatching.findNothing(frame, best, score, first);
      } else {
        score.label(truth.get(ofCategory[0]).label());
        FrameOverlaps overlaps = new FrameOverlaps(frame, ofCategory, best);
        for (AreaRange range : AreaRange.values()) {
          new FrameMatching(overlaps, range).into(score, first);
        }
      }
    }
  }

  /** Returns the places of a category, whose keys begin at an index. */
  private static int[] places(long[] sortedKeys, int from, long category) {
    int to = from;
    while (to < sortedKeys.length && sortedKeys[to] >> 32 == category) {
      to++;
    }
    int[] places = new int[to - from];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) (sortedKeys[from + i] & PLACE);
    }
    return places;
  }

  /** Adds the frames of another, after those that are here. */
  public void addAll(CocoEvaluator other) {
    other.scores.forEach((category, score) -> score(category).addAll(score));
  }

  private CategoryScore score(int category) {
    CategoryScore known = scores.get(category);
    if (known == null) {
      known = new CategoryScore();
      scores.put(category, known);
    }
    return known;
  }

  /** Returns the categories in the order of their numbers. */
  private Collection<Map.Entry<Integer, CategoryScore>> categories() {
    return new TreeMap<>(scores).entrySet();
  }

  /** Returns the figures of the task over all frames that were added. */
  public CocoFigures figures() {
    return task == CocoTask.KEYPOINTS ? keypointMetrics() : metrics();
  }

  /**
   * Returns the figures of boxes or masks over all frames that were added.
   *
   * @throws IllegalStateException when the task has other figures
   */
  public CocoMetrics metrics() {
    requireFigures(CocoMetrics.NAMES);
    scores.values().parallelStream().forEach(CategoryScore::workOut);
    return new CocoMetrics(
        precision(AreaRange.ALL),
        precision(AreaRange.ALL, IouThresholds.FIFTY),
        precision(AreaRange.ALL, IouThresholds.SEVENTY_FIVE),
        precision(AreaRange.SMALL),
        precision(AreaRange.MEDIUM),
        precision(AreaRange.LARGE),
        recall(AreaRange.ALL, 1),
        recall(AreaRange.ALL, 10),
        recall(AreaRange.ALL, task.mostDetections()),
        recall(AreaRange.SMALL, task.mostDetections()),
        recall(AreaRange.MEDIUM, task.mostDetections()),
        recall(AreaRange.LARGE, task.mostDetections()),
        categoryMetrics());
  }

  /**
   * Returns the figures of keypoints over all frames that were added.
   *
   * @throws IllegalStateException when the task has other figures
   */
  public KeypointMetrics keypointMetrics() {
    requireFigures(KeypointMetrics.NAMES);
    scores.values().parallelStream().forEach(CategoryScore::workOut);
    int most = task.mostDetections();
    return new KeypointMetrics(
        precision(AreaRange.ALL),
        precision(AreaRange.ALL, IouThresholds.FIFTY),
        precision(AreaRange.ALL, IouThresholds.SEVENTY_FIVE),
        precision(AreaRange.MEDIUM),
        precision(AreaRange.LARGE),
        recall(AreaRange.ALL, most),
        overCategories(score -> score.recall(AreaRange.ALL, IouThresholds.FIFTY, most)),
        overCategories(score -> score.recall(AreaRange.ALL, IouThresholds.SEVENTY_FIVE, most)),
        recall(AreaRange.MEDIUM, most),
        recall(AreaRange.LARGE, most),
        categoryMetrics());
  }

  private void requireFigures(List<String> names) {
    if (!task.metricNames().equals(names)) {
      throw new IllegalStateException(
          "an evaluator of %s was asked for %s: expected the figures %s"
              .formatted(task, names, task.metricNames()));
    }
  }

  /** The precision at each recall over all frames that were added. */
  public PrecisionCurves curves() {
    return PrecisionCurves.of(
        categories().parallelStream()
            .filter(one -> one.getValue().objects(AreaRange.ALL) > 0)
            .map(one -> PrecisionCurves.Curve.of(one.getValue().label(), one.getValue()))
            .toList());
  }

  private List<CocoMetrics.Category> categoryMetrics() {
    return categories().stream().map(CocoEvaluator::category).filter(Objects::nonNull).toList();
  }

  private static CocoMetrics.Category category(Map.Entry<Integer, CategoryScore> one) {
    CategoryScore score = one.getValue();
    return score.objects(AreaRange.ALL) == 0
        ? null
        : new CocoMetrics.Category(
            one.getKey(),
            score.label(),
            score.objects(AreaRange.ALL),
            overThresholds(t -> score.averagePrecision(AreaRange.ALL, t)).orElse(-1),
            score.averagePrecision(AreaRange.ALL, IouThresholds.FIFTY).getAsDouble(),
            score.averagePrecision(AreaRange.ALL, IouThresholds.SEVENTY_FIVE).getAsDouble());
  }

  private double precision(AreaRange range) {
    return overCategories(score -> overThresholds(t -> score.averagePrecision(range, t)));
  }

  private double precision(AreaRange range, int threshold) {
    return overCategories(score -> score.averagePrecision(range, threshold));
  }

  private double recall(AreaRange range, int detectionsPerFrame) {
    return overCategories(score -> overThresholds(t -> score.recall(range, t, detectionsPerFrame)));
  }

  private static OptionalDouble overThresholds(IntFunction<OptionalDouble> figure) {
    return IntStream.range(0, IouThresholds.COUNT)
        .mapToObj(figure)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private double overCategories(Function<CategoryScore, OptionalDouble> figure) {
    return categories().stream()
        .map(one -> figure.apply(one.getValue()))
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .orElse(-1);
  }
}
