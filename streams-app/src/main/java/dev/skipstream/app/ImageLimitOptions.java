package dev.skipstream.app;

import dev.skipstream.image.ImageLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which images are decoded: shared by the commands that stream. */
final class ImageLimitOptions {
  @Option(
      names = "--max-image-bytes",
      paramLabel = "BYTES",
      description = "largest encoded image (default: 10485760)")
  private Optional<Integer> maxBytes;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "most pixels of an image (default: 40000000)")
  private Optional<Long> maxPixels;

  @Option(
      names = "--max-aspect",
      paramLabel = "RATIO",
      description = "longest side of an image over its shortest (default: 20)")
  private Optional<Double> maxAspect;

  ImageLimits limits() {
    ImageLimits defaults = ImageLimits.DEFAULT;
    return Settings.checked(
        () ->
            new ImageLimits(
                maxBytes.orElse(defaults.maxBytes()),
                maxPixels.orElse(defaults.maxPixels()),
                maxAspect.orElse(defaults.maxAspect())));
  }
}
