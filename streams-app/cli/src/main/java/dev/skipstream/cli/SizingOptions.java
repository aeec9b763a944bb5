package dev.skipstream.cli;

import dev.skipstream.registry.DetectorSettings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The speed and quality settings of a detector; what is not given stays as it was. */
final class SizingOptions {
  @Option(
      names = "--min-size",
      paramLabel = "PIXELS",
      description =
          "pixels the shorter side is resized to (default: the model's; for an import"
              + " torchvision's, 800)")
  private Optional<Integer> minSize;

  @Option(
      names = "--max-size",
      paramLabel = "PIXELS",
      description =
          "pixels the longer side may have after resizing (default: the model's; for an import"
              + " 1333)")
  private Optional<Integer> maxSize;

  @Option(
      names = "--proposals",
      paramLabel = "N",
      description =
          "regions per frame that reach the box head (default: the model's; for an import 1000)")
  private Optional<Integer> proposals;

  @Option(
      names = "--score-threshold",
      paramLabel = "SCORE",
      description =
          "detections with a score at or below it are dropped (default: the model's; for an import"
              + " 0.05)")
  private Optional<Double> scoreThreshold;

  /** Returns true if both sizes of the input are given. */
  boolean hasInputSizes() {
    return minSize.isPresent() && maxSize.isPresent();
  }

  DetectorSettings over(DetectorSettings base) {
    return new DetectorSettings(
        minSize.orElse(base.minSize()),
        maxSize.orElse(base.maxSize()),
        base.preNmsProposals(),
        proposals.orElse(base.proposals()),
        scoreThreshold.orElse(base.scoreThreshold()),
        base.nmsThreshold(),
        base.detectionsPerFrame(),
        base.anchorSizes(),
        base.anchorRatios(),
        base.imageMean(),
        base.imageStd(),
        base.rpnNmsThreshold(),
        base.rpnScoreThreshold());
  }
}
