package dev.skipstream.registry;

import java.util.List;

/**
 * The numbers a detector runs with: input sizing, proposal counts and thresholds. The names and the
 * defaults are torchvision's.
 *
 * @param minSize pixels the shorter side is resized to
 * @param maxSize pixels the longer side may have after resizing
 * @param preNmsProposals highest-scoring anchors kept per pyramid level before non-maximum
 *     suppression
 * @param proposals regions per frame that reach the box head
 * @param scoreThreshold detections with a score at or below it are dropped
 * @param nmsThreshold IoU above which the lower-scoring of two boxes of one class is dropped
 * @param detectionsPerFrame most detections a frame may have
 * @param anchorSizes pixels, the side of the square anchor on each of the pyramid's five levels:
 *     what the detector was trained with. Null stands for torchvision's
 */
public record DetectorSettings(
    int minSize,
    int maxSize,
    int preNmsProposals,
    int proposals,
    double scoreThreshold,
    double nmsThreshold,
    int detectionsPerFrame,
    List<Integer> anchorSizes) {

  private static final List<Integer> TORCHVISION_ANCHORS = List.of(32, 64, 128, 256, 512);

  /**
   * torchvision's defaults: 800/1333 pixels, 1000 proposals, score 0.05, NMS 0.5, 100 a frame,
   * anchors of 32 to 512 pixels.
   */
  public static final DetectorSettings TORCHVISION =
      new DetectorSettings(800, 1333, 1000, 1000, 0.05, 0.5, 100, TORCHVISION_ANCHORS);

  public DetectorSettings {
    inRange("min-size", minSize, 32, 8192);
    inRange("max-size", maxSize, minSize, 8192);
    inRange("pre-nms-proposals", preNmsProposals, 1, 10_000);
    inRange("proposals", proposals, 1, 10_000);
    inRange("score-threshold", scoreThreshold, 0, 1);
    inRange("nms-threshold", nmsThreshold, 0, 1);
    inRange("detections-per-frame", detectionsPerFrame, 1, 10_000);
    anchorSizes = anchorSizes == null ? TORCHVISION_ANCHORS : List.copyOf(anchorSizes);
    if (anchorSizes.size() != TORCHVISION_ANCHORS.size()) {
      throw new InvalidModelException(
          "anchor-sizes are %d numbers: expected %d, one for each level of the pyramid"
              .formatted(anchorSizes.size(), TORCHVISION_ANCHORS.size()));
    }
    anchorSizes.forEach(size -> inRange("an anchor size", size, 1, 8192));
  }

  /** Returns these settings with other anchors; null for torchvision's. */
  public DetectorSettings withAnchorSizes(List<Integer> sizes) {
    return new DetectorSettings(
        minSize,
        maxSize,
        preNmsProposals,
        proposals,
        scoreThreshold,
        nmsThreshold,
        detectionsPerFrame,
        sizes);
  }

  private static void inRange(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InvalidModelException(
          "%s is %s: expected %s to %s".formatted(name, plain(value), plain(least), plain(most)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
