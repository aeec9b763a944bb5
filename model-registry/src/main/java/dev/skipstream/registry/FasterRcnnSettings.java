package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers a Faster R-CNN runs with: input sizing, proposal counts and thresholds. The names and
 * the defaults are torchvision's.
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
 * @param anchorRatios height divided by width of the three anchors at each position, as trained.
 *     Null stands for torchvision's
 * @param imageMean of red, green and blue, of values from 0 to 1, as trained. Null stands for
 *     torchvision's, which are ImageNet's
 * @param imageStd standard deviation of red, green and blue, likewise
 * @param rpnNmsThreshold IoU above which the lower-scoring of two proposals of a level is dropped.
 *     Null stands for torchvision's
 * @param rpnScoreThreshold proposals with a lower score are dropped. Null stands for torchvision's,
 *     which drops none
 */
public record FasterRcnnSettings(
    int minSize,
    int maxSize,
    int preNmsProposals,
    int proposals,
    double scoreThreshold,
    double nmsThreshold,
    int detectionsPerFrame,
    List<Integer> anchorSizes,
    List<Double> anchorRatios,
    List<Double> imageMean,
    List<Double> imageStd,
    Double rpnNmsThreshold,
    Double rpnScoreThreshold)
    implements SidedSettings {

  private static final List<Integer> TORCHVISION_ANCHORS = List.of(32, 64, 128, 256, 512);
  private static final List<Double> TORCHVISION_RATIOS = List.of(0.5, 1.0, 2.0);

  /**
   * torchvision's defaults: 800/1333 pixels, 1000 proposals, score 0.05, NMS 0.5, 100 a frame,
   * anchors of 32 to 512 pixels with ratios of 0.5, 1 and 2, ImageNet's mean and standard
   * deviation, NMS 0.7 of proposals of any score.
   */
  public static final FasterRcnnSettings TORCHVISION =
      new FasterRcnnSettings(800, 1333, 1000, 1000, 0.05, 0.5, 100, TORCHVISION_ANCHORS);

  public FasterRcnnSettings {
    SettingRanges.sides(minSize, maxSize);
    SettingRanges.count("pre-nms-proposals", preNmsProposals);
    SettingRanges.count("proposals", proposals);
    SettingRanges.share("score-threshold", scoreThreshold);
    SettingRanges.share("nms-threshold", nmsThreshold);
    SettingRanges.count("detections-per-image", detectionsPerFrame);
    anchorSizes =
        SettingRanges.anchorSizes(
            anchorSizes, TORCHVISION_ANCHORS, "one for each level of the pyramid");
    anchorRatios = SettingRanges.anchorRatios(anchorRatios, TORCHVISION_RATIOS);
    imageMean = SettingRanges.imageMean(imageMean);
    imageStd = SettingRanges.imageStd(imageStd);
    rpnNmsThreshold = rpnNmsThreshold == null ? 0.7 : rpnNmsThreshold;
    rpnScoreThreshold = rpnScoreThreshold == null ? 0.0 : rpnScoreThreshold;
    SettingRanges.share("rpn-nms-threshold", rpnNmsThreshold);
    SettingRanges.share("rpn-score-threshold", rpnScoreThreshold);
  }

  /** Makes settings whose ratios, normalisation and proposal thresholds are torchvision's. */
  public FasterRcnnSettings(
      int minSize,
      int maxSize,
      int preNmsProposals,
      int proposals,
      double scoreThreshold,
      double nmsThreshold,
      int detectionsPerFrame,
      List<Integer> anchorSizes) {
    this(
        minSize,
        maxSize,
        preNmsProposals,
        proposals,
        scoreThreshold,
        nmsThreshold,
        detectionsPerFrame,
        anchorSizes,
        null,
        null,
        null,
        null,
        null);
  }

  /** Returns the settings with another threshold for the proposals' scores. */
  public FasterRcnnSettings withRpnScoreThreshold(double threshold) {
    return with(Map.of("rpn-score-threshold", String.valueOf(threshold)));
  }

  @Override
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "input", "%d px the shorter side, at most %d px the longer".formatted(minSize, maxSize));
    rows.put(
        "proposals",
        "%d a frame, of %d a level before NMS %s, with a score of %s at least"
            .formatted(proposals, preNmsProposals, rpnNmsThreshold, rpnScoreThreshold));
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
    numbers.put("pre-nms-proposals", String.valueOf(preNmsProposals));
    numbers.put("proposals", String.valueOf(proposals));
    numbers.put("score-threshold", String.valueOf(scoreThreshold));
    numbers.put("nms-threshold", String.valueOf(nmsThreshold));
    numbers.put("detections-per-image", String.valueOf(detectionsPerFrame));
    numbers.put("anchor-sizes", SettingRanges.listed(",", anchorSizes));
    numbers.put("anchor-ratios", SettingRanges.listed(",", anchorRatios));
    numbers.put("image-mean", SettingRanges.listed(",", imageMean));
    numbers.put("image-std", SettingRanges.listed(",", imageStd));
    numbers.put("rpn-nms-threshold", String.valueOf(rpnNmsThreshold));
    numbers.put("rpn-score-threshold", String.valueOf(rpnScoreThreshold));
    return numbers;
  }

  @Override
  public FasterRcnnSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings("Faster R-CNN", this, options, TORCHVISION);
    return new FasterRcnnSettings(
        given.integer("min-size"),
        given.integer("max-size"),
        given.integer("pre-nms-proposals"),
        given.integer("proposals"),
        given.number("score-threshold"),
        given.number("nms-threshold"),
        given.integer("detections-per-image"),
        given.integers("anchor-sizes"),
        given.numbers("anchor-ratios"),
        given.numbers("image-mean"),
        given.numbers("image-std"),
        given.number("rpn-nms-threshold"),
        given.number("rpn-score-threshold"));
  }
}
