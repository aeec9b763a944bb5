package dev.skipstream.app;

import dev.skipstream.source.street.StreetConditions;
import dev.skipstream.source.street.StreetView;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a street is seen. */
final class StreetOptions {
  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "640x384",
      description = "of the frames (default: ${DEFAULT-VALUE})")
  String size;

  @Option(
      names = "--daytime",
      paramLabel = "TIME",
      description = "${COMPLETION-CANDIDATES} (default: by the seed)")
  Optional<StreetConditions.Daytime> daytime;

  @Option(
      names = "--weather",
      paramLabel = "WEATHER",
      description = "${COMPLETION-CANDIDATES} (default: by the seed)")
  Optional<StreetConditions.Weather> weather;

  /** The view that is asked for, with so much time between frames. */
  StreetView view(Duration every) {
    if (!size.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      throw new BadInputException(
          "--size is '%s': expected WIDTHxHEIGHT, such as 640x384".formatted(size));
    }
    String[] sides = size.split("x", -1);
    return Settings.checked(
        () ->
            new StreetView(
                Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), every, daytime, weather));
  }
}
