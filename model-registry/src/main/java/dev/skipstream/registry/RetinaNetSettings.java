package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers a RetinaNet runs with. The names and the defaults are torchvision's.
 *
 * @param minSize pixels the shorter side is resized to
 * @param maxSize pixels the longer side may have after resizing
 * @param candidates highest-scoring candidates kept per pyramid level before non-maximum
 *     suppression
 * @param scoreThreshold detections with a score at or below it are dropped
 * @param nmsThreshold IoU above which the lower-scoring of two boxes of one class is dropped
 * @param detectionsPerFrame most detections a frame may have
 * @param anchorSizes pixels, the side of the three square anchors on each of the pyramid's five
 *     levels, as trained. Null stands for torchvision's
 * @param anchorRatios height divided by width of the anchors of a size, as trained. Null stands for
 *     torchvision's
 * @param imageMean of red, green and blue, of values from 0 to 1, as trained. Null stands for
 *     torchvision's, which are ImageNet's
 * @param imageStd standard deviation of red, green and blue, likewise
 */
public record RetinaNetSettings(
    int minSize,
    int maxSize,
    int candidates,
    double scoreThreshold,
    double nmsThreshold,
    int detectionsPerFrame,
    List<Integer> anchorSizes,
    List<Double> anchorRatios,
    List<Double> imageMean,
    List<Double> imageStd)
    implements SidedSettings {

  private static final List<Integer> TORCHVISION_ANCHORS =
      List.of(32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406, 512, 645, 812);
  private static final List<Double> TORCHVISION_RATIOS = List.of(0.5, 1.0, 2.0);

  /**
   * torchvision's defaults: 800/1333 pixels, 1000 candidates a level, score 0.05, NMS 0.5, 300 a
   * frame, anchors of 32 to 812 pixels with ratios of 0.5, 1 and 2, ImageNet's mean and standard
   * deviation.
   */
  public static final RetinaNetSettings TORCHVISION =
      new RetinaNetSettings(800, 1333, 1000, 0.05, 0.5, 300, null, null, null, null);

  public RetinaNetSettings {
    SettingRanges.sides(minSize, maxSize);
    SettingRanges.count("candidates", candidates);
    SettingRanges.share("score-threshold", scoreThreshold);
    SettingRanges.share("nms-threshold", nmsThreshold);
    SettingRanges.count("detections-per-image", detectionsPerFrame);
    anchorSizes =
        SettingRanges.anchorSizes(
            anchorSizes, TORCHVISION_ANCHORS, "three for each level of the pyramid");
    anchorRatios = SettingRanges.anchorRatios(anchorRatios, TORCHVISION_RATIOS);
    imageMean = SettingRanges.imageMean(imageMean);
    imageStd = SettingRanges.imageStd(imageStd);
  }

  @Override
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "input", "%d px the shorter side, at most %d px the longer".formatted(minSize, maxSize));
    rows.put("candidates", "%d a level before NMS".formatted(candidates));
    rows.put(
        "anchors",
        "%s px, ratios %s"
            .formatted(
                SettingRanges.listed(", ", anchorSizes), SettingRanges.listed(", ", anchorRatios)));
    rows.put(
        "image",
        "mean %s, standard deviation %s"
            .formatted(
                SettingRanges.listed(", ", imageMean), SettingRanges.listed(", ", imageStd)));
    rows.put(
        "thresholds",
        "score %s, NMS %s, %d detections a frame"
            .formatted(scoreThreshold, nmsThreshold, detectionsPerFrame));
    return rows;
  }

  @Override
  public SortedMap<String, String> byOption() {
    SortedMap<String, String> numbers = new TreeMap<>();
    numbers.put("min-size", String.valueOf(minSize));
    numbers.put("max-size", String.valueOf(maxSize));
    numbers.put("candidates", String.valueOf(candidates));
    numbers.put("score-threshold", String.valueOf(scoreThreshold));
    numbers.put("nms-threshold", String.valueOf(nmsThreshold));
    numbers.put("detections-per-image", String.valueOf(detectionsPerFrame));
    numbers.put("anchor-sizes", SettingRanges.listed(",", anchorSizes));
    numbers.put("anchor-ratios", SettingRanges.listed(",", anchorRatios));
    numbers.put("image-mean", SettingRanges.listed(",", imageMean));
    numbers.put("image-std", SettingRanges.listed(",", imageStd));
    return numbers;
  }

  @Override
  public RetinaNetSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings(RetinaNet.NAME, this, options, TORCHVISION);
    return new RetinaNetSettings(
        given.integer("min-size"),
        given.integer("max-size"),
        given.integer("candidates"),
        given.number("score-threshold"),
        given.number("nms-threshold"),
        given.integer("detections-per-image"),
        given.integers("anchor-sizes"),
        given.numbers("anchor-ratios"),
        given.numbers("image-mean"),
        given.numbers("image-std"));
  }
}
