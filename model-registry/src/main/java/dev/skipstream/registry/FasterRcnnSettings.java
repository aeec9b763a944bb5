package dev.skipstream.registry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    implements DetectorSettings {

  private static final List<Integer> TORCHVISION_ANCHORS = List.of(32, 64, 128, 256, 512);
  private static final List<Double> TORCHVISION_RATIOS = List.of(0.5, 1.0, 2.0);
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  /**
   * torchvision's defaults: 800/1333 pixels, 1000 proposals, score 0.05, NMS 0.5, 100 a frame,
   * anchors of 32 to 512 pixels with ratios of 0.5, 1 and 2, ImageNet's mean and standard
   * deviation, NMS 0.7 of proposals of any score.
   */
  public static final FasterRcnnSettings TORCHVISION =
      new FasterRcnnSettings(800, 1333, 1000, 1000, 0.05, 0.5, 100, TORCHVISION_ANCHORS);

  public FasterRcnnSettings {
    inRange("min-size", minSize, 32, 8192);
    inRange("max-size", maxSize, minSize, 8192);
    inRange("pre-nms-proposals", preNmsProposals, 1, 10_000);
    inRange("proposals", proposals, 1, 10_000);
    inRange("score-threshold", scoreThreshold, 0, 1);
    inRange("nms-threshold", nmsThreshold, 0, 1);
    inRange("detections-per-image", detectionsPerFrame, 1, 10_000);
    anchorSizes = anchorSizes == null ? TORCHVISION_ANCHORS : List.copyOf(anchorSizes);
    if (anchorSizes.size() != TORCHVISION_ANCHORS.size()) {
      throw new InvalidModelException(
          "anchor-sizes are %d numbers: expected %d, one for each level of the pyramid"
              .formatted(anchorSizes.size(), TORCHVISION_ANCHORS.size()));
    }
    anchorSizes.forEach(size -> inRange("an anchor size", size, 1, 8192));
    anchorRatios =
        three("anchor-ratios", anchorRatios, TORCHVISION_RATIOS, "anchor at a position", 0.01, 100);
    imageMean = three("image-mean", imageMean, IMAGENET_MEAN, "channel, of 0 to 1", 0, 1);
    imageStd = three("image-std", imageStd, IMAGENET_STD, "channel, of 0 to 1", 0.001, 10);
    rpnNmsThreshold = rpnNmsThreshold == null ? 0.7 : rpnNmsThreshold;
    rpnScoreThreshold = rpnScoreThreshold == null ? 0.0 : rpnScoreThreshold;
    inRange("rpn-nms-threshold", rpnNmsThreshold, 0, 1);
    inRange("rpn-score-threshold", rpnScoreThreshold, 0, 1);
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
  public String sizes() {
    return "%d/%d px".formatted(minSize, maxSize);
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
        "%s px, ratios %s".formatted(listed(", ", anchorSizes), listed(", ", anchorRatios)));
    rows.put(
        "image",
        "mean %s, standard deviation %s"
            .formatted(listed(", ", imageMean), listed(", ", imageStd)));
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
    numbers.put("anchor-sizes", listed(",", anchorSizes));
    numbers.put("anchor-ratios", listed(",", anchorRatios));
    numbers.put("image-mean", listed(",", imageMean));
    numbers.put("image-std", listed(",", imageStd));
    numbers.put("rpn-nms-threshold", String.valueOf(rpnNmsThreshold));
    numbers.put("rpn-score-threshold", String.valueOf(rpnScoreThreshold));
    return numbers;
  }

  @Override
  public FasterRcnnSettings with(Map<String, String> options) {
    SortedMap<String, String> all = byOption();
    options.forEach(
        (option, value) -> {
          if (all.replace(option, value) == null) {
            throw new InvalidModelException(
                "%s is no setting of Faster R-CNN: expected one of %s"
                    .formatted(option, String.join(", ", all.keySet())));
          }
        });
    return new FasterRcnnSettings(
        read(all, "min-size", Integer::valueOf),
        read(all, "max-size", Integer::valueOf),
        read(all, "pre-nms-proposals", Integer::valueOf),
        read(all, "proposals", Integer::valueOf),
        read(all, "score-threshold", Double::valueOf),
        read(all, "nms-threshold", Double::valueOf),
        read(all, "detections-per-image", Integer::valueOf),
        list(all, "anchor-sizes", Integer::valueOf),
        list(all, "anchor-ratios", Double::valueOf),
        list(all, "image-mean", Double::valueOf),
        list(all, "image-std", Double::valueOf),
        read(all, "rpn-nms-threshold", Double::valueOf),
        read(all, "rpn-score-threshold", Double::valueOf));
  }

  private static <T> T read(
      Map<String, String> options, String option, Function<String, T> number) {
    return number(option, options.get(option), number);
  }

  private static <T> List<T> list(
      Map<String, String> options, String option, Function<String, T> number) {
    return Arrays.stream(options.get(option).split(",", -1))
        .map(text -> number(option, text, number))
        .toList();
  }

  private static <T> T number(String option, String text, Function<String, T> number) {
    try {
      return number.apply(text);
    } catch (NumberFormatException e) {
      throw new InvalidModelException(
          "%s is '%s': expected a number as in %s"
              .formatted(option, text, TORCHVISION.byOption().get(option)),
          e);
    }
  }

  private static String listed(String separator, List<? extends Number> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }

  private static List<Double> three(
      String name,
      List<Double> numbers,
      List<Double> otherwise,
      String each,
      double least,
      double most) {
    if (numbers == null) {
      return otherwise;
    }
    if (numbers.size() != 3) {
      throw new InvalidModelException(
          "%s are %d numbers: expected 3, one for each %s".formatted(name, numbers.size(), each));
    }
    numbers.forEach(number -> inRange("a number of " + name, number, least, most));
    return List.copyOf(numbers);
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
