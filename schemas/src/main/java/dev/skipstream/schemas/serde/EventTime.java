package dev.skipstream.schemas.serde;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * Reads times of events: RFC 3339 (section 5.6), years 0 to 9999 in UTC. Java's own reader accepts
 * years that no long of milliseconds can hold.
 */
final class EventTime {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private EventTime() {}

  /**
   * Returns the instant that a text names.
   *
   * @param name of the attribute, for the message
   */
  static Instant parse(String name, String text) throws InvalidEventException {
    if (!RFC_3339.matcher(text).matches()) {
      throw invalid(name, text, null);
    }
    Instant instant;
    try {
      instant = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw invalid(name, text, e);
    }
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw invalid(name, text, null);
    }
    return instant;
  }

  private static InvalidEventException invalid(String name, String text, Throwable cause) {
    return new InvalidEventException(
        "%s is '%s': expected an RFC 3339 time of the years 0 to 9999, such as 2026-11-23T10:15:30.120Z"
            .formatted(name, ImageEventReader.cut(text)),
        cause);
  }
}
