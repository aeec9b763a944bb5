package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A confusion matrix of objects and the detections with at least a given score. The detections
 * choose in the order of their scores. Each chooses among the unmatched objects that it overlaps by
 * at least half. One of its own category comes before others, and then the one with the largest
 * overlap. A detection in a crowd of its category is ignored.
 *
 * <p>Threading: for one thread.
 */
public final class ConfusionMatrix {
  private static final double OVERLAP = 0.5;

  /** The row of detections without an object, and the column of missed objects. */
  private static final int NONE = Integer.MIN_VALUE;

  private final double leastScore;
  private final Map<Integer, String> labels = new HashMap<>();
  private final Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();

  /**
   * The counts.
   *
   * @param score the least score of a detection that counts
   * @param labels the categories in the order of their ids
   * @param counts the counts by row and column. Each category of objects has a row, and detections
   *     without an object have the last one. Each category of detections has a column, and missed
   *     objects have the last one
   */
  public record Table(double score, List<String> labels, List<List<Integer>> counts) {}

  /**
   * An empty one.
   *
   * @param leastScore of a detection that counts
   */
  public ConfusionMatrix(double leastScore) {
    this.leastScore = leastScore;
  }

  /** Adds a frame with all its objects and all its detections. */
  public void add(List<TrueObject> truth, List<Detection> found) {
    truth.forEach(object -> labels.putIfAbsent(object.classId(), object.label()));
    List<TrueObject> left = new ArrayList<>(truth);
    found.stream()
        .filter(detection -> detection.score() >= leastScore)
        .sorted(Comparator.comparingDouble(Detection::score).reversed())
        .forEach(detection -> add(detection, left));
    left.stream()
        .filter(object -> !object.crowd())
        .forEach(object -> count(object.classId(), NONE));
  }

  /** Adds the counts of another, whose frames come after those that are here. */
  void addAll(ConfusionMatrix other) {
    other.labels.forEach(labels::putIfAbsent);
    other.counts.forEach(
        (object, row) ->
            row.forEach(
                (takenFor, count) ->
                    counts
                        .computeIfAbsent(object, one -> new HashMap<>())
                        .merge(takenFor, count, Integer::sum)));
  }

  private void add(Detection detection, List<TrueObject> left) {
    labels.putIfAbsent(detection.classId(), detection.label());
    TrueObject object =
        left.stream()
            .filter(one -> Overlap.of(detection.box(), one) >= OVERLAP)
            .filter(one -> !one.crowd() || one.classId() == detection.classId())
            .max(
                Comparator.<TrueObject, Boolean>comparing(one -> !one.crowd())
                    .thenComparing(one -> one.classId() == detection.classId())
                    .thenComparing(one -> Overlap.of(detection.box(), one)))
            .orElse(null);
    if (object == null) {
      count(NONE, detection.classId());
    } else if (!object.crowd()) {
      left.remove(object);
      count(object.classId(), detection.classId());
    }
  }

  private void count(int object, int takenFor) {
    counts.computeIfAbsent(object, row -> new HashMap<>()).merge(takenFor, 1, Integer::sum);
  }

  /** The counts over all frames that were added. */
  public Table table() {
    SortedMap<Integer, String> sorted = new TreeMap<>(labels);
    List<Integer> categories = new ArrayList<>(sorted.keySet());
    categories.add(NONE);
    List<List<Integer>> rows =
        categories.stream()
            .map(counts::get)
            .map(row -> row == null ? Map.<Integer, Integer>of() : row)
            .map(row -> categories.stream().map(column -> row.getOrDefault(column, 0)).toList())
            .toList();
    return new Table(leastScore, List.copyOf(sorted.values()), rows);
  }
}
