package dev.skipstream.model;

import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of the number format.
 *
 * @param format the requested format; empty for the fastest of the machine
 * @param folder gets the results of the check at load
 * @param fallsBack use the next format where one fails the check; otherwise the load fails
 */
public record ComputeSettings(Optional<ComputeFormat> format, Path folder, boolean fallsBack) {
  /** The name of the fastest format of the machine. */
  public static final String AUTO = "auto";

  private static final List<ComputeFormat> FORMATS = List.of(ComputeFormat.values());

  /** Returns the settings of the fastest format, with results in the user's home folder. */
  public static ComputeSettings auto() {
    return new ComputeSettings(Optional.empty(), home(), true);
  }

  /**
   * Reads a format, or {@code auto}.
   *
   * @throws IllegalArgumentException for another text; the message begins with {@code compute}
   */
  public static ComputeSettings parse(String text) {
    if (text.equals(AUTO)) {
      return auto();
    }
    return FORMATS.stream()
        .filter(format -> format.toString().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(format -> new ComputeSettings(Optional.of(format), home(), true))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "compute is '%s': expected auto or one of %s"
                        .formatted(
                            text,
                            FORMATS.stream()
                                .map(ComputeFormat::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** Returns the settings of a replay, which does not fall back to another format. */
  public ComputeSettings withoutFallBack() {
    return new ComputeSettings(format, folder, false);
  }

  /** Returns the name of the format as it was requested. */
  public String name() {
    return format.map(ComputeFormat::toString).orElse(AUTO);
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"), ".skipstream", "compute");
  }
}
