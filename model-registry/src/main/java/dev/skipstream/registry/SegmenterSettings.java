package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers a segmentation network runs with. The defaults are those of torchvision's transforms,
 * which have no limit of the longer side.
 *
 * @param minSize pixels the shorter side of a frame is resized to
 * @param maxSize pixels the longer side may have after resizing. A frame whose longer side would
 *     exceed it is resized so that the longer side has this length
 * @param imageMean of red, green and blue, of values from 0 to 1, as trained. Null stands for
 *     torchvision's, which are ImageNet's
 * @param imageStd standard deviation of red, green and blue, likewise
 */
public record SegmenterSettings(
    int minSize, int maxSize, List<Double> imageMean, List<Double> imageStd)
    implements DetectorSettings {

  /** 520 pixels, as torchvision, for frames whose longer side is at most four times the shorter. */
  public static final SegmenterSettings TORCHVISION = new SegmenterSettings(520, 2080, null, null);

  public SegmenterSettings {
    SettingRanges.sides(minSize, maxSize);
    imageMean = SettingRanges.imageMean(imageMean);
    imageStd = SettingRanges.imageStd(imageStd);
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
        "image",
        "mean %s, standard deviation %s"
            .formatted(
                SettingRanges.listed(", ", imageMean), SettingRanges.listed(", ", imageStd)));
    return rows;
  }

  @Override
  public SortedMap<String, String> byOption() {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("min-size", String.valueOf(minSize));
    values.put("max-size", String.valueOf(maxSize));
    values.put("image-mean", SettingRanges.listed(",", imageMean));
    values.put("image-std", SettingRanges.listed(",", imageStd));
    return values;
  }

  @Override
  public SegmenterSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings("a segmentation network", this, options, TORCHVISION);
    return new SegmenterSettings(
        given.integer("min-size"),
        given.integer("max-size"),
        given.numbers("image-mean"),
        given.numbers("image-std"));
  }
}
