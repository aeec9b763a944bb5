package dev.skipstream.evaluate.segmentation;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.shape.LabelMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores label maps against ground truth by the intersection over union of each class over all
 * images (Everingham et al., The PASCAL Visual Object Classes Challenge: A Retrospective, IJCV
 * 2015). It counts runs of pixels, never single ones. A pixel without a class in the ground truth
 * is ignored. A pixel without a class in the detections is wrong.
 *
 * <p>Images are added one after another, in any order, and are not kept.
 *
 * <p>Threading: for one thread.
 */
public final class SegmentationEvaluator {

  private record Pair(int truth, int found) {}

  private final SortedMap<Integer, String> classes;
  private final Map<Pair, Long> pixels = new HashMap<>();

  /**
   * Creates an evaluator without images.
   *
   * @param classes the name of each class that the maps may have
   */
  public SegmentationEvaluator(Map<Integer, String> classes) {
    this.classes = new TreeMap<>(classes);
  }

  /**
   * Adds an image.
   *
   * @param image its name, for messages
   * @throws UnfitInputException when a map has an unknown class, or the maps have two sizes
   */
  public void add(String image, LabelMap truth, LabelMap found) {
    requireKnown(image, "ground truth", truth);
    requireKnown(image, "detections", found);
    if (truth.height() != found.height() || truth.width() != found.width()) {
      throw new UnfitInputException(
          "image %s: the label map has %d rows and %d columns: expected %d and %d, those of its ground truth"
              .formatted(image, found.height(), found.width(), truth.height(), truth.width()));
    }
    truth.compare(
        found,
        (there, seen, count) -> {
          if (there != LabelMap.UNLABELLED) {
            pixels.merge(new Pair(there, seen), (long) count, Long::sum);
          }
        });
  }

  private void requireKnown(String image, String of, LabelMap map) {
    for (int label : map.areas().keySet()) {
      if (!classes.containsKey(label)) {
        throw new UnfitInputException(
            "image %s: class %d of its %s is unknown: expected one of %s"
                .formatted(image, label, of, classes));
      }
    }
  }

  /** Adds the images of another, which has the same classes. */
  public void addAll(SegmentationEvaluator other) {
    other.pixels.forEach((pair, count) -> pixels.merge(pair, count, Long::sum));
  }

  /** Returns the figures over all images that were added. */
  public SegmentationMetrics metrics() {
    Map<Integer, Long> there = new HashMap<>();
    Map<Integer, Long> seen = new HashMap<>();
    long all = 0;
    long right = 0;
    for (Map.Entry<Pair, Long> one : pixels.entrySet()) {
      Pair pair = one.getKey();
      there.merge(pair.truth, one.getValue(), Long::sum);
      seen.merge(pair.found, one.getValue(), Long::sum);
      all += one.getValue();
      right += pair.truth == pair.found ? one.getValue() : 0;
    }
    List<SegmentationMetrics.Category> categories = new ArrayList<>();
    classes.forEach(
        (id, label) -> {
          long both = pixels.getOrDefault(new Pair(id, id), 0L);
          long truth = there.getOrDefault(id, 0L);
          long union = truth + seen.getOrDefault(id, 0L) - both;
          if (union > 0) {
            categories.add(
                new SegmentationMetrics.Category(
                    id, label, truth, share(both, union), share(both, truth)));
          }
        });
    OptionalDouble mean =
        categories.stream().mapToDouble(SegmentationMetrics.Category::iou).average();
    return new SegmentationMetrics(all, mean.orElse(-1), share(right, all), categories);
  }

  private static double share(long some, long all) {
    return all == 0 ? -1 : (double) some / all;
  }
}
