package dev.skipstream.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as the page has them. */
final class Shown {
  private Shown() {}

  static String minute(Instant at) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'")
        .withZone(ZoneOffset.UTC)
        .format(at);
  }

  /** A figure from 0 to 1; a dash where there was nothing to find, which COCO says by -1. */
  static String figure(double value) {
    return value < 0 ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** A share from 0 to 1, of a hundred; 0 where there is none. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * Math.max(0, share));
  }

  /** A place in a drawing. */
  static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
