package dev.skipstream.cli;

import dev.skipstream.registry.DetectorSettings;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The speed and quality settings of a detector; what is not given stays as it was. */
final class SizingOptions {
  @Option(
      names = "--min-size",
      paramLabel = "PIXELS",
      description =
          "pixels the shorter side is resized to (default: the model's; for an import"
              + " torchvision's, 800; of a segmentation network 520)")
  private Optional<Integer> minSize;

  @Option(
      names = "--max-size",
      paramLabel = "PIXELS",
      description =
          "pixels the longer side may have after resizing (default: the model's; for an import"
              + " 1333; of a segmentation network 2080)")
  private Optional<Integer> maxSize;

  @Option(
      names = "--proposals",
      paramLabel = "N",
      description =
          "regions per frame that reach the box head of a Faster R-CNN (default: the model's; for"
              + " an import 1000)")
  private Optional<Integer> proposals;

  @Option(
      names = "--score-threshold",
      paramLabel = "SCORE",
      description =
          "detections with a score at or below it are dropped (default: the model's; for an import"
              + " 0.05, of FCOS 0.2)")
  private Optional<Double> scoreThreshold;

  /** Returns true if both sizes of the input are given. */
  boolean hasInputSizes() {
    return minSize.isPresent() && maxSize.isPresent();
  }

  /**
   * Returns the given settings by the names of their options. A model runs with them, and a
   * replay's identity has all of them.
   */
  SortedMap<String, String> overrides() {
    SortedMap<String, String> given = new TreeMap<>();
    minSize.ifPresent(pixels -> given.put("min-size", String.valueOf(pixels)));
    maxSize.ifPresent(pixels -> given.put("max-size", String.valueOf(pixels)));
    proposals.ifPresent(count -> given.put("proposals", String.valueOf(count)));
    scoreThreshold.ifPresent(score -> given.put("score-threshold", String.valueOf(score)));
    return given;
  }

  DetectorSettings over(DetectorSettings base) {
    return base.with(overrides());
  }
}
