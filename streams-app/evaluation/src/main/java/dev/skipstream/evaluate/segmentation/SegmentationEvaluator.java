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
 * is ignored. A pixel without a class in the detections is wrong. Classes match by name.
 *
 * <p>Images are added one after another, in any order, and are not kept.
 *
 * <p>Threading: for one thread.
 */
public final class SegmentationEvaluator {

  /** In place of a class, for a pixel without one. */
  private static final String NONE = "";

  private record Pair(String truth, String found) {}

  private final Map<Pair, Long> pixels = new HashMap<>();

  /**
   * Adds an image.
   *
   * @param image its name, for messages
   * @param classes the name of each class that the two maps may have, not empty
   * @throws UnfitInputException when a map has an unknown class, or the maps have two sizes
   */
  public void add(String image, LabelMap truth, LabelMap found, Map<Integer, String> classes) {
    requireKnown(image, "ground truth", truth, classes);
    requireKnown(image, "detections", found, classes);
    if (truth.height() != found.height() || truth.width() != found.width()) {
      throw new UnfitInputException(
          "image %s: the label map has %d rows and %d columns: expected %d and %d, those of its ground truth"
              .formatted(image, found.height(), found.width(), truth.height(), truth.width()));
    }
    truth.compare(
        found,
        (there, seen, count) -> {
          if (there != LabelMap.UNLABELLED) {
            Pair pair = new Pair(classes.get(there), classes.getOrDefault(seen, NONE));
            pixels.merge(pair, (long) count, Long::sum);
          }
        });
  }

  private static void requireKnown(
      String image, String of, LabelMap map, Map<Integer, String> classes) {
    for (int label : map.areas().keySet()) {
      if (!classes.containsKey(label)) {
        throw new UnfitInputException(
            "image %s: class %d of its %s is unknown: expected one of %s"
                .formatted(image, label, of, classes));
      }
    }
  }

  /** Adds the images of another. */
  public void addAll(SegmentationEvaluator other) {
    other.pixels.forEach((pair, count) -> pixels.merge(pair, count, Long::sum));
  }

  /** Returns the figures over all images that were added. */
  public SegmentationMetrics metrics() {
    SortedMap<String, Long> there = new TreeMap<>();
    Map<String, Long> seen = new HashMap<>();
    long all = 0;
    long right = 0;
    for (Map.Entry<Pair, Long> one : pixels.entrySet()) {
      Pair pair = one.getKey();
      there.merge(pair.truth, one.getValue(), Long::sum);
      there.merge(pair.found, 0L, Long::sum);
      seen.merge(pair.found, one.getValue(), Long::sum);
      all += one.getValue();
      right += pair.truth.equals(pair.found) ? one.getValue() : 0;
    }
    there.remove(NONE);
    List<SegmentationMetrics.Category> categories = new ArrayList<>();
    there.forEach(
        (label, truth) -> {
          long both = pixels.getOrDefault(new Pair(label, label), 0L);
          long union = truth + seen.getOrDefault(label, 0L) - both;
          categories.add(
              new SegmentationMetrics.Category(
                  label, truth, share(both, union), share(both, truth)));
        });
    OptionalDouble mean =
        categories.stream().mapToDouble(SegmentationMetrics.Category::iou).average();
    return new SegmentationMetrics(all, mean.orElse(-1), share(right, all), categories);
  }

  private static double share(long some, long all) {
    return all == 0 ? -1 : (double) some / all;
  }
}
