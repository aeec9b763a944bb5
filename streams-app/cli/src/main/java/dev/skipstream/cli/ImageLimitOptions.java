package dev.skipstream.cli;

import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Rules for the images that are decoded: shared by the commands that stream. */
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

  @Option(
      names = "--damaged",
      paramLabel = "RULE",
      defaultValue = "reject",
      description =
          "action for a JPEG with damaged data: reject, as a dead letter damaged-image, or"
              + " accept: it is decoded as far as possible and its event has damaged=true (default:"
              + " ${DEFAULT-VALUE})")
  private ImageDecoder.Damaged damaged;

  ImageDecoder.Damaged damaged() {
    return damaged;
  }

  ImageDecoder decoder() {
    return new ImageDecoder(limits(), damaged);
  }

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
