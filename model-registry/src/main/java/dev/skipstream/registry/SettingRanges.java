package dev.skipstream.registry;

import java.util.List;
import java.util.stream.Collectors;

/** The ranges of a detector's settings, and their numbers as texts. */
final class SettingRanges {
  static final int LARGEST_SIDE = 8192;
  private static final int MOST = 10_000;
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  private SettingRanges() {}

  /**
   * Checks a number.
   *
   * @param name of its option
   * @throws InvalidModelException when it is out of the range
   */
  static void inRange(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InvalidModelException(
          "%s is %s: expected %s to %s".formatted(name, plain(value), plain(least), plain(most)));
    }
  }

  /** Checks the sizes of a resized frame. */
  static void sides(int minSize, int maxSize) {
    inRange("min-size", minSize, 32, LARGEST_SIDE);
    inRange("max-size", maxSize, minSize, LARGEST_SIDE);
  }

  /** Checks a number of things of a frame. */
  static void count(String name, int value) {
    inRange(name, value, 1, MOST);
  }

  /** Checks a number from 0 to 1. */
  static void share(String name, double value) {
    inRange(name, value, 0, 1);
  }

  /**
   * Returns the sizes of anchors in pixels.
   *
   * @param sizes null for the default
   * @param each the meaning of a number, such as {@code one for each level of the pyramid}
   */
  static List<Integer> anchorSizes(List<Integer> sizes, List<Integer> otherwise, String each) {
    if (sizes == null) {
      return otherwise;
    }
    if (sizes.size() != otherwise.size()) {
      throw new InvalidModelException(
          "anchor-sizes are %d numbers: expected %d, %s"
              .formatted(sizes.size(), otherwise.size(), each));
    }
    sizes.forEach(size -> inRange("an anchor size", size, 1, LARGEST_SIDE));
    return List.copyOf(sizes);
  }

  /** Returns the ratios of the three anchors at a position; null stands for the default. */
  static List<Double> anchorRatios(List<Double> ratios, List<Double> otherwise) {
    return three("anchor-ratios", ratios, otherwise, "anchor at a position", 0.01, 100);
  }

  /** Returns the mean of red, green and blue; null stands for ImageNet's. */
  static List<Double> imageMean(List<Double> mean) {
    return three("image-mean", mean, IMAGENET_MEAN, "channel, of 0 to 1", 0, 1);
  }

  /** Returns the standard deviation of red, green and blue; null stands for ImageNet's. */
  static List<Double> imageStd(List<Double> std) {
    return three("image-std", std, IMAGENET_STD, "channel, of 0 to 1", 0.001, 10);
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

  /** Returns numbers as one text. */
  static String listed(String separator, List<? extends Number> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
