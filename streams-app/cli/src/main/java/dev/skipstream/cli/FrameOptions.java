package dev.skipstream.cli;

import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the frames to infer and their models. */
final class FrameOptions {
  @Option(
      names = "--max-frame-age",
      paramLabel = "DURATION",
      description =
          "drop frames that are older at inference, such as 500ms or 2s (default: none is"
              + " dropped)",
      converter = DurationConverter.class)
  private Optional<Duration> maxAge;

  @Option(
      names = "--frame-clock",
      paramLabel = "CLOCK",
      defaultValue = "capture",
      description =
          "beginning of a frame's age: capture (ce_time) or record (time of publication)"
              + " (default: ${DEFAULT-VALUE})")
  private FrameAge.Clock clock;

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "maximum time that the clock of a source may be ahead; beyond it the age of its"
              + " frames begins with their record time (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration maxClockSkew;

  @Option(
      names = "--allow-pin",
      paramLabel = "URI",
      description =
          "a model that image events may request by ce_model, models:/NAME/VERSION; may be"
              + " repeated")
  private List<String> pins = List.of();

  @Option(
      names = "--on-outage",
      paramLabel = "WHAT",
      defaultValue = "dead-letter",
      description =
          "action for image events while the store of their images is not available:"
              + " dead-letter, or pause, with which their stream threads wait (default:"
              + " ${DEFAULT-VALUE})")
  private OnOutage onOutage;

  @Mixin ImageLimitOptions images;

  OnOutage onOutage() {
    return onOutage;
  }

  Optional<FrameAge> maxAge() {
    return maxAge.map(age -> Settings.checked(() -> new FrameAge(age, clock)));
  }

  Duration maxClockSkew() {
    return maxClockSkew;
  }

  List<String> pins() {
    return pins;
  }

  ImageDecoder decoder() {
    return images.decoder();
  }

  ImageLimits limits() {
    return images.limits();
  }
}
