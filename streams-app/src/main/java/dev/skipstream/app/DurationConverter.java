package dev.skipstream.app;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them (500ms, 2s, 5m), and as ISO 8601 does (PT2S). */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern PLAIN = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    Matcher plain = PLAIN.matcher(text);
    if (plain.matches()) {
      long amount = Long.parseLong(plain.group(1));
      return switch (plain.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        default -> Duration.ofMinutes(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is no duration: expected such as 500ms, 2s, 5m or PT2S".formatted(text));
    }
  }
}
