package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.ImageEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The extensions of an image event that are about the time of its recording. */
final class MediaTime {
  private static final String PTS = "pts";
  private static final String CLOCK = "clock";
  private static final String MEDIA = "media";

  /** Bounded, so that each number fits into nanoseconds of 64 bits. */
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?");

  private MediaTime() {}

  static void write(ImageEvent event, CloudEventBuilder to) {
    event.pts().ifPresent(time -> to.withExtension(PTS, seconds(time)));
    if (event.clock() == EventClock.MEDIA) {
      to.withExtension(CLOCK, MEDIA);
    }
  }

  /** Writes seconds with six decimals, as ffprobe prints a frame's {@code pts_time}. */
  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toNanos(), 9)
        .setScale(6, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  static Optional<Duration> pts(CloudEvent event) throws InvalidEventException {
    Object value = event.getExtension(PTS);
    if (value == null) {
      return Optional.empty();
    }
    String text = value.toString();
    if (!SECONDS.matcher(text).matches()) {
      throw new InvalidEventException(
          "ce_pts is '%s': expected seconds, such as 1.480000"
              .formatted(ImageEventReader.cut(text)));
    }
    return Optional.of(Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact()));
  }

  static EventClock clock(CloudEvent event) throws InvalidEventException {
    Object value = event.getExtension(CLOCK);
    if (value == null) {
      return EventClock.WALL;
    }
    if (!value.toString().equals(MEDIA)) {
      throw new InvalidEventException(
          "ce_clock is '%s': expected %s, or no such header"
              .formatted(ImageEventReader.cut(value.toString()), MEDIA));
    }
    return EventClock.MEDIA;
  }
}
