package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
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
 * Scores detections by COCO's protocol for boxes, with the same result as pycocotools to the last
 * digit. The protocol has ten IoU thresholds, 101 recalls and sizes by area. It ignores crowds, and
 * counts at most 100 detections of a category in a frame.
 *
 * <p>Frames are added one after another. The class does not keep frames, but twenty-five bytes per
 * detection. Of detections with equal scores, the one of the frame that was added earlier comes
 * first.
 *
 * <p>Threading: for one thread. {@link #metrics} and {@link #curves} work on all processors, one
 * category each, in the common pool, and wait for nothing else.
 */
public final class CocoEvaluator {
  private static final int MOST_DETECTIONS = 100;
  private static final long PLACE = 0xffff_ffffL;

  private final Map<Integer, CategoryScore> scores = new HashMap<>();

  /** Adds a frame with all its objects and all its detections. */
  public void add(List<TrueObject> truth, List<Detection> found) {
    add(truth, found, ScoredFrame.scoresOf(found));
  }

  /** Adds a frame, whose detections are ranked by its {@link ScoredFrame#ranking}. */
  public void add(ScoredFrame frame) {
    add(frame.truth(), frame.found(), frame.ranking());
  }

  private void add(List<TrueObject> truth, List<Detection> found, double[] ranking) {
    // Sorted as numbers, the category above and the place below: one pass gives all groups.
    long[] objects = new long[truth.size()];
    for (int o = 0; o < objects.length; o++) {
      objects[o] = ((long) truth.get(o).classId() << 32) | o;
    }
    Arrays.sort(objects);
    int[] order = ScoreOrder.bestFirst(ranking, found.size());
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
      List<TrueObject> ofCategory = new ArrayList<>();
      for (; o < objects.length && objects[o] >> 32 == next; o++) {
        ofCategory.add(truth.get((int) (objects[o] & PLACE)));
      }
      List<Detection> best = new ArrayList<>();
      CategoryScore score = score((int) next);
      int first = score.size();
      for (; d < detections.length && detections[d] >> 32 == next; d++) {
        if (best.size() < MOST_DETECTIONS) {
          int place = order[(int) (detections[d] & PLACE)];
          score.add(ranking[place], best.size());
          best.add(found.get(place));
        }
      }
      score.label(ofCategory.isEmpty() ? best.get(0).label() : ofCategory.get(0).label());
      if (ofCategory.isEmpty()) {
        FrameMatching.findNothing(best, score, first);
      } else {
        FrameOverlaps overlaps = new FrameOverlaps(ofCategory, best);
        for (AreaRange range : AreaRange.values()) {
          new FrameMatching(overlaps, range).into(score, first);
        }
      }
    }
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

  /** The figures over all frames that were added. */
  public CocoMetrics metrics() {
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
        recall(AreaRange.ALL, MOST_DETECTIONS),
        recall(AreaRange.SMALL, MOST_DETECTIONS),
        recall(AreaRange.MEDIUM, MOST_DETECTIONS),
        recall(AreaRange.LARGE, MOST_DETECTIONS),
        categories().stream().map(CocoEvaluator::category).filter(Objects::nonNull).toList());
  }

  /** The precision at each recall over all frames that were added. */
  public PrecisionCurves curves() {
    return PrecisionCurves.of(
        categories().parallelStream()
            .filter(one -> one.getValue().objects(AreaRange.ALL) > 0)
            .map(one -> PrecisionCurves.Curve.of(one.getValue().label(), one.getValue()))
            .toList());
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
