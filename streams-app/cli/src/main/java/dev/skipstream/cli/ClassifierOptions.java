package dev.skipstream.cli;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The settings of a classifier, which an import keeps in the manifest. */
final class ClassifierOptions {
  @Option(
      names = "--resize-size",
      paramLabel = "PIXELS",
      description =
          "of a classifier: pixels the shorter side is resized to (default: torchvision's first"
              + " weights', 256)")
  private Optional<Integer> resizeSize;

  @Option(
      names = "--crop-size",
      paramLabel = "PIXELS",
      description =
          "of a classifier: side of the square around the centre that it sees (default: 224)")
  private Optional<Integer> cropSize;

  @Option(
      names = "--interpolation",
      paramLabel = "FILTER",
      description =
          "of a classifier: filter of the resizing, bilinear or bicubic (default: bilinear; of"
              + " EfficientNet bicubic)")
  private Optional<String> interpolation;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "of a classifier: most classes a frame may have (default: 5)")
  private Optional<Integer> topK;

  /** Returns the settings that were given, by the name of their option. */
  SortedMap<String, String> given() {
    SortedMap<String, String> given = new TreeMap<>();
    resizeSize.ifPresent(pixels -> given.put("resize-size", String.valueOf(pixels)));
    cropSize.ifPresent(pixels -> given.put("crop-size", String.valueOf(pixels)));
    interpolation.ifPresent(filter -> given.put("interpolation", filter));
    topK.ifPresent(n -> given.put("top-k", String.valueOf(n)));
    return given;
  }
}
