package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Scores detections by COCO's protocol for boxes, to the last digit as pycocotools does: ten
 * overlaps, 101 recalls, sizes by area, crowds that count for nothing, at most 100 detections of a
 * category in a frame.
 *
 * <p>Frames are added one after another and not kept: sixteen bytes a detection and size are. Of
 * equal scores the detection of the frame that was added earlier comes first.
 *
 * <p>Threading: for one thread.
 */
public final class CocoEvaluator {
  private static final int MOST_DETECTIONS = 100;

  private final Map<Integer, Map<AreaRange, CategoryScore>> scores = new TreeMap<>();
  private final Map<Integer, String> labels = new TreeMap<>();

  /** Adds a frame: all that is in it, and all that was found. */
  public void add(List<TrueObject> truth, List<Detection> found) {
    truth.forEach(object -> labels.putIfAbsent(object.classId(), object.label()));
    found.forEach(detection -> labels.putIfAbsent(detection.classId(), detection.label()));
    Map<Integer, List<TrueObject>> objects =
        truth.stream().collect(Collectors.groupingBy(TrueObject::classId));
    Map<Integer, List<Detection>> detections =
        found.stream().collect(Collectors.groupingBy(Detection::classId));
    Set<Integer> categories = new TreeSet<>(objects.keySet());
    categories.addAll(detections.keySet());
    for (int category : categories) {
      add(
          category,
          objects.getOrDefault(category, List.of()),
          best(detections.getOrDefault(category, List.of())));
    }
  }

  /** Adds the frames of another, after those that are here. */
  void addAll(CocoEvaluator other) {
    other.labels.forEach(labels::putIfAbsent);
    other.scores.forEach(
        (category, byRange) ->
            byRange.forEach(
                (range, score) ->
                    scores
                        .computeIfAbsent(category, id -> new EnumMap<>(AreaRange.class))
                        .computeIfAbsent(range, one -> new CategoryScore())
                        .addAll(score)));
  }

  private static List<Detection> best(List<Detection> found) {
    return found.stream()
        .sorted(Comparator.comparingDouble(Detection::score).reversed())
        .limit(MOST_DETECTIONS)
        .toList();
  }

  private void add(int category, List<TrueObject> objects, List<Detection> detections) {
    Map<AreaRange, CategoryScore> ofCategory =
        scores.computeIfAbsent(category, id -> new EnumMap<>(AreaRange.class));
    FrameOverlaps overlaps = new FrameOverlaps(objects, detections);
    for (AreaRange range : AreaRange.values()) {
      new FrameMatching(overlaps, range)
          .into(ofCategory.computeIfAbsent(range, one -> new CategoryScore()));
    }
  }

  /** The figures over all frames that were added. */
  public CocoMetrics metrics() {
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
        scores.keySet().stream().map(this::category).filter(Objects::nonNull).toList());
  }

  /** The precision at each recall over all frames that were added. */
  public PrecisionCurves curves() {
    return PrecisionCurves.of(
        scores.entrySet().stream()
            .filter(one -> one.getValue().get(AreaRange.ALL).objects() > 0)
            .map(
                one ->
                    PrecisionCurves.Curve.of(
                        labels.get(one.getKey()), one.getValue().get(AreaRange.ALL)))
            .toList());
  }

  private CocoMetrics.Category category(int id) {
    CategoryScore score = scores.get(id).get(AreaRange.ALL);
    return score.objects() == 0
        ? null
        : new CocoMetrics.Category(
            id,
            labels.get(id),
            score.objects(),
            overThresholds(score::averagePrecision),
            score.averagePrecision(IouThresholds.FIFTY).getAsDouble(),
            score.averagePrecision(IouThresholds.SEVENTY_FIVE).getAsDouble());
  }

  private double precision(AreaRange range) {
    return overCategories(range, score -> overThresholdsOf(score::averagePrecision));
  }

  private double precision(AreaRange range, int threshold) {
    return overCategories(range, score -> score.averagePrecision(threshold));
  }

  private double recall(AreaRange range, int detectionsPerFrame) {
    return overCategories(
        range, score -> overThresholdsOf(t -> score.recall(t, detectionsPerFrame)));
  }

  private static double overThresholds(Function<Integer, OptionalDouble> figure) {
    return overThresholdsOf(figure).orElse(-1);
  }

  private static OptionalDouble overThresholdsOf(Function<Integer, OptionalDouble> figure) {
    return IntStream.range(0, IouThresholds.COUNT)
        .boxed()
        .map(figure)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private double overCategories(AreaRange range, Function<CategoryScore, OptionalDouble> figure) {
    List<Double> known = new ArrayList<>();
    for (Map<AreaRange, CategoryScore> ofCategory : scores.values()) {
      figure.apply(ofCategory.get(range)).ifPresent(known::add);
    }
    return known.stream().mapToDouble(Double::doubleValue).average().orElse(-1);
  }
}
