package dev.skipstream.cli;

import dev.skipstream.source.street.StreetConditions;
import dev.skipstream.source.street.StreetView;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the view of a simulated street: shared by the commands that draw one. */
final class StreetOptions {
  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "640x384",
      description = "size of a street's frames (default: ${DEFAULT-VALUE})")
  String size;

  @Option(
      names = "--daytime",
      paramLabel = "TIME",
      description = "light of a street: ${COMPLETION-CANDIDATES} (default: by the seed)")
  Optional<StreetConditions.Daytime> daytime;

  @Option(
      names = "--weather",
      paramLabel = "WEATHER",
      description = "weather of a street: ${COMPLETION-CANDIDATES} (default: by the seed)")
  Optional<StreetConditions.Weather> weather;

  /** The view that is asked for, with so many frames a second. */
  StreetView view(double framesPerSecond) {
    return view(Duration.ofNanos(Math.round(1e9 / framesPerSecond)));
  }

  /** The view that is asked for, with so much time between frames. */
  StreetView view(Duration every) {
    FrameSize frame = FrameSize.of("--size", size, "640x384");
    return Settings.checked(
        () -> new StreetView(frame.width(), frame.height(), every, daytime, weather));
  }
}
