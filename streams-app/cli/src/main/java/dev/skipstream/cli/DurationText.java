package dev.skipstream.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * Durations as people read them: {@code 350 ms}, {@code 10.0 s}, {@code 5 min 3 s}, {@code 2 h 5
 * min}.
 */
final class DurationText {
  private static final long MILLIS_FROM = 1_000;
  private static final long SECONDS_FROM = 60_000;

  private DurationText() {}

  /** Returns the duration as text; a negative one with a sign. */
  static String of(Duration duration) {
    if (duration.isNegative()) {
      return "-" + of(duration.negated());
    }
    long millis = duration.toMillis();
    if (millis < MILLIS_FROM) {
      return millis + " ms";
    }
    // What would be rounded to 60.0 s is a minute.
    if (Math.round(millis / 100.0) * 100 < SECONDS_FROM) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
    Duration seconds = Duration.ofSeconds(Math.round(millis / 1e3));
    return seconds.toHours() == 0
        ? pair(seconds.toMinutes(), "min", seconds.toSecondsPart(), "s")
        : seconds.toDays() == 0
            ? pair(seconds.toHours(), "h", seconds.toMinutesPart(), "min")
            : pair(seconds.toDays(), "d", seconds.toHoursPart(), "h");
  }

  private static String pair(long large, String largeUnit, int small, String smallUnit) {
    return small == 0
        ? "%d %s".formatted(large, largeUnit)
        : "%d %s %d %s".formatted(large, largeUnit, small, smallUnit);
  }
}
