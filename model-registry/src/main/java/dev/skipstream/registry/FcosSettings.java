package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers an FCOS runs with. The names and the defaults are torchvision's.
 *
 * @param minSize pixels the shorter side is resized to
 * @param maxSize pixels the longer side may have after resizing
 * @param candidates highest-scoring candidates kept per pyramid level before non-maximum
 *     suppression
 * @param scoreThreshold detections with a score at or below it are dropped. The score is the square
 *     root of the class's probability times that of being central
 * @param nmsThreshold IoU above which the lower-scoring of two boxes of one class is dropped
 * @param detectionsPerFrame most detections a frame may have
 * @param imageMean of red, green and blue, of values from 0 to 1, as trained. Null stands for
 *     torchvision's, which are ImageNet's
 * @param imageStd standard deviation of red, green and blue, likewise
 */
public record FcosSettings(
    int minSize,
    int maxSize,
    int candidates,
    double scoreThreshold,
    double nmsThreshold,
    int detectionsPerFrame,
    List<Double> imageMean,
    List<Double> imageStd)
    implements SidedSettings {

  /**
   * torchvision's defaults: 800/1333 pixels, 1000 candidates a level, score 0.2, NMS 0.6, 100 a
   * frame, ImageNet's mean and standard deviation.
   */
  public static final FcosSettings TORCHVISION =
      new FcosSettings(800, 1333, 1000, 0.2, 0.6, 100, null, null);

  public FcosSettings {
    SettingRanges.sides(minSize, maxSize);
    SettingRanges.count("candidates", candidates);
    SettingRanges.share("score-threshold", scoreThreshold);
    SettingRanges.share("nms-threshold", nmsThreshold);
    SettingRanges.count("detections-per-image", detectionsPerFrame);
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
    numbers.put("image-mean", SettingRanges.listed(",", imageMean));
    numbers.put("image-std", SettingRanges.listed(",", imageStd));
    return numbers;
  }

  @Override
  public FcosSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings(Fcos.NAME, this, options, TORCHVISION);
    return new FcosSettings(
        given.integer("min-size"),
        given.integer("max-size"),
        given.integer("candidates"),
        given.number("score-threshold"),
        given.number("nms-threshold"),
        given.integer("detections-per-image"),
        given.numbers("image-mean"),
        given.numbers("image-std"));
  }
}
