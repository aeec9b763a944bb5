package dev.skipstream.cli;

import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.Region;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options for the part, the size and the selection of the frames of a source. */
final class PictureOptions {
  @Option(
      names = "--region",
      paramLabel = "X,Y,W,H",
      description =
          "publish only this part of each frame, in pixels, such as 480,0,960,540; detections are"
              + " in pixels of the whole frame")
  private Optional<String> region;

  @Option(
      names = "--max-size",
      paramLabel = "N",
      description =
          "shrink pictures whose long side has more than N pixels; detections are in pixels of the"
              + " frame before")
  private Optional<Integer> maxSize;

  @Option(
      names = "--motion",
      description = "publish only frames in which something moves, and one each --keyframe")
  private boolean motion;

  @Option(
      names = "--keyframe",
      paramLabel = "DURATION",
      description =
          "with --motion: publish a frame at least this often, in the time of the source (default:"
              + " 10s)",
      converter = DurationConverter.class)
  private Optional<Duration> keyframe;

  PictureSettings settings() {
    if (keyframe.isPresent() && !motion) {
      throw new BadInputException("--keyframe is given without --motion: expected both");
    }
    return Settings.checked(
        () ->
            new PictureSettings(
                region.map(Region::parse),
                maxSize.map(OptionalInt::of).orElse(OptionalInt.empty()),
                motion
                    ? Optional.of(keyframe.orElse(PictureSettings.DEFAULT_KEYFRAME))
                    : Optional.empty()));
  }
}
