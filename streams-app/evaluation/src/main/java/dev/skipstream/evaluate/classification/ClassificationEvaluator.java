package dev.skipstream.evaluate.classification;

import dev.skipstream.evaluate.UnfitInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scores the classes that a model gives images. Classes match by name. Of equal scores, the class
 * that the model lists first is the better one. A model may list fewer classes than five: the
 * others are wrong.
 *
 * <p>Images are added one after another, in any order, and are not kept.
 *
 * <p>Threading: for one thread.
 */
public final class ClassificationEvaluator {
  private static final int FIVE = 5;

  /** In place of a class, for an image without one. */
  private static final String NONE = "";

  /** The images of one class of the ground truth. */
  private static final class Tally {
    private final Map<String, Long> takenFor = new HashMap<>();
    private long images;
    private long amongFive;

    void add(Tally other) {
      other.takenFor.forEach((label, count) -> takenFor.merge(label, count, Long::sum));
      images += other.images;
      amongFive += other.amongFive;
    }
  }

  private final SortedMap<String, Tally> tallies = new TreeMap<>();

  /**
   * Adds an image.
   *
   * @param truth the class of the image in the ground truth, not empty
   * @param found the classes that the model gives it, in any order
   * @throws UnfitInputException when the class of the ground truth is empty, or the model lists a
   *     class twice
   */
  public void add(String truth, List<ClassScore> found) {
    if (truth.isEmpty()) {
      throw new UnfitInputException("the class of an image is empty: expected its name");
    }
    Set<String> seen = new HashSet<>();
    for (ClassScore one : found) {
      if (!seen.add(one.label())) {
        throw new UnfitInputException(
            "an image has class '%s' twice: expected each class once".formatted(one.label()));
      }
    }
    List<String> best =
        found.stream()
            .sorted(Comparator.comparingDouble(ClassScore::score).reversed())
            .limit(FIVE)
            .map(ClassScore::label)
            .toList();
    Tally tally = tallies.computeIfAbsent(truth, label -> new Tally());
    tally.images++;
    tally.takenFor.merge(best.isEmpty() ? NONE : best.get(0), 1L, Long::sum);
    tally.amongFive += best.contains(truth) ? 1 : 0;
  }

  /** Adds the images of another. */
  public void addAll(ClassificationEvaluator other) {
    other.tallies.forEach(
        (truth, more) -> tallies.computeIfAbsent(truth, label -> new Tally()).add(more));
  }

  /** Returns the accuracies over all images that were added. */
  public ClassificationMetrics metrics() {
    long images = 0;
    long first = 0;
    long amongFive = 0;
    List<ClassificationMetrics.Category> categories = new ArrayList<>();
    for (Map.Entry<String, Tally> one : tallies.entrySet()) {
      Tally tally = one.getValue();
      long right = tally.takenFor.getOrDefault(one.getKey(), 0L);
      images += tally.images;
      first += right;
      amongFive += tally.amongFive;
      categories.add(
          new ClassificationMetrics.Category(
              one.getKey(),
              tally.images,
              share(right, tally.images),
              share(tally.amongFive, tally.images)));
    }
    return new ClassificationMetrics(
        images, share(first, images), share(amongFive, images), categories);
  }

  private static double share(long some, long all) {
    return all == 0 ? -1 : (double) some / all;
  }

  /** Returns the confusion matrix over all images that were added. */
  public ClassConfusion confusion() {
    Set<String> labels = new TreeSet<>(tallies.keySet());
    tallies.values().forEach(tally -> labels.addAll(tally.takenFor.keySet()));
    labels.remove(NONE);
    List<String> columns = new ArrayList<>(labels);
    columns.add(NONE);
    List<List<Long>> counts = new ArrayList<>();
    for (String truth : labels) {
      Tally tally = tallies.getOrDefault(truth, new Tally());
      counts.add(columns.stream().map(label -> tally.takenFor.getOrDefault(label, 0L)).toList());
    }
    return new ClassConfusion(List.copyOf(labels), counts);
  }
}
