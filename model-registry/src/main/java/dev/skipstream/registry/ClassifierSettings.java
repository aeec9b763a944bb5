package dev.skipstream.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers a classifier runs with. The defaults are those of torchvision's transforms.
 *
 * @param resizeSize pixels the shorter side of a frame is resized to
 * @param cropSize pixels of a side of the square around the centre that the network sees
 * @param interpolation filter of the resizing, as trained
 * @param topK most classes a frame may have
 * @param imageMean of red, green and blue, of values from 0 to 1, as trained. Null stands for
 *     torchvision's, which are ImageNet's
 * @param imageStd standard deviation of red, green and blue, likewise
 */
public record ClassifierSettings(
    int resizeSize,
    int cropSize,
    Interpolation interpolation,
    int topK,
    List<Double> imageMean,
    List<Double> imageStd)
    implements DetectorSettings {

  /** torchvision's defaults: 256 pixels, of which 224 are seen, bilinear, five classes. */
  public static final ClassifierSettings BILINEAR =
      new ClassifierSettings(256, 224, Interpolation.BILINEAR, 5, null, null);

  /** Those of EfficientNet-B0, whose weights were trained with bicubic resizing. */
  public static final ClassifierSettings BICUBIC =
      new ClassifierSettings(256, 224, Interpolation.BICUBIC, 5, null, null);

  public ClassifierSettings {
    SettingRanges.inRange("crop-size", cropSize, 32, 2048);
    SettingRanges.inRange("resize-size", resizeSize, cropSize, 4096);
    SettingRanges.count("top-k", topK);
    if (interpolation == null) {
      throw new InvalidModelException(
          "interpolation is absent: expected one of %s".formatted(List.of(Interpolation.values())));
    }
    imageMean = SettingRanges.imageMean(imageMean);
    imageStd = SettingRanges.imageStd(imageStd);
  }

  @Override
  public String sizes() {
    return "%d/%d px".formatted(resizeSize, cropSize);
  }

  @Override
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "input",
        "%d px the shorter side, %s; %d px around the centre"
            .formatted(resizeSize, interpolation, cropSize));
    rows.put(
        "image",
        "mean %s, standard deviation %s"
            .formatted(
                SettingRanges.listed(", ", imageMean), SettingRanges.listed(", ", imageStd)));
    rows.put("classes", "%d a frame".formatted(topK));
    return rows;
  }

  @Override
  public SortedMap<String, String> byOption() {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("resize-size", String.valueOf(resizeSize));
    values.put("crop-size", String.valueOf(cropSize));
    values.put("interpolation", interpolation.toString());
    values.put("top-k", String.valueOf(topK));
    values.put("image-mean", SettingRanges.listed(",", imageMean));
    values.put("image-std", SettingRanges.listed(",", imageStd));
    return values;
  }

  @Override
  public ClassifierSettings with(Map<String, String> options) {
    GivenSettings given = new GivenSettings("a classifier", this, options, BILINEAR);
    return new ClassifierSettings(
        given.integer("resize-size"),
        given.integer("crop-size"),
        Interpolation.of(given.text("interpolation")),
        given.integer("top-k"),
        given.numbers("image-mean"),
        given.numbers("image-std"));
  }

  /** Returns the filter as its radius: a program takes numbers. */
  @Override
  public SortedMap<String, List<Double>> numbers() {
    SortedMap<String, List<Double>> numbers = new TreeMap<>();
    numbers.put("resizeSize", List.of((double) resizeSize));
    numbers.put("cropSize", List.of((double) cropSize));
    numbers.put("interpolation", List.of((double) interpolation.radius()));
    numbers.put("topK", List.of((double) topK));
    numbers.put("imageMean", imageMean);
    numbers.put("imageStd", imageStd);
    return numbers;
  }
}
