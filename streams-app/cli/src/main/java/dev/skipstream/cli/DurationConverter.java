package dev.skipstream.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people write them (500ms, 2s, 5m, 1h, 7d, and in a row as 1h30m), and as ISO
 * 8601 does (PT2S).
 */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");

  @Override
  public Duration convert(String text) {
    Matcher plain = PLAIN.matcher(text);
    if (!text.isEmpty() && plain.matches()) {
      return Duration.ofDays(amount(plain, 1))
          .plusHours(amount(plain, 2))
          .plusMinutes(amount(plain, 3))
          .plusSeconds(amount(plain, 4))
          .plusMillis(amount(plain, 5));
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is no duration: expected such as 500ms, 2s, 5m, 1h, 7d, 1h30m or PT2S"
              .formatted(text));
    }
  }

  private static long amount(Matcher plain, int unit) {
    return plain.group(unit) == null ? 0 : Long.parseLong(plain.group(unit));
  }
}
