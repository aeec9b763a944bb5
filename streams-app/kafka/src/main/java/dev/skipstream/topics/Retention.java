package dev.skipstream.topics;

import java.time.Duration;

/**
 * The retention of a topic: its settings {@code retention.ms} and {@code retention.bytes}.
 *
 * @param millis a record is deleted at this age, or later; negative for never
 * @param bytes the oldest records are deleted where a partition holds more; negative for no limit
 */
public record Retention(long millis, long bytes) {

  /**
   * Returns if the retention can have deleted a record by now.
   *
   * @param timestampMillis of the record; negative where it is unknown
   */
  public boolean mayHaveDeleted(long timestampMillis, long nowMillis) {
    return bytes >= 0
        || (millis >= 0 && (timestampMillis < 0 || timestampMillis < nowMillis - millis));
  }

  /** Returns the settings, for a message. */
  @Override
  public String toString() {
    String time =
        millis < 0
            ? "retention.ms=-1"
            : "retention.ms=%d (%s)".formatted(millis, inUnits(Duration.ofMillis(millis)));
    return bytes < 0 ? time : "%s, retention.bytes=%d".formatted(time, bytes);
  }

  private static String inUnits(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + " days";
    }
    return duration.toMinutes() > 1
        ? duration.toMinutes() + " minutes"
        : duration.toMillis() / 1e3 + " s";
  }
}
