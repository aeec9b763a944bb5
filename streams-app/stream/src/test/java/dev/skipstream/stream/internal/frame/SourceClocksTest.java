package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.frame.FrameAge;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceClocksTest {
  private static final long NOW = Instant.parse("2026-11-23T10:15:30Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final Counter ahead = new FrameMetrics(new SimpleMeterRegistry()).clockAhead();
  private final SourceClocks clocks = new SourceClocks(Duration.ofSeconds(1), ahead);

  @Test
  void theAgeOfAFrameFromAFastClockBeginsWithItsRecordTime() {
    assertThat(birth("lobby", NOW + HOUR, NOW - 50)).isEqualTo(NOW - 50);

    assertThat(ahead.count()).isEqualTo(1);
  }

  @Test
  void aClockWithinTheSkewIsTakenAsItIs() {
    assertThat(birth("lobby", NOW + 900, NOW - 50)).isEqualTo(NOW + 900);
    assertThat(birth("lobby", NOW - HOUR, NOW - 50)).isEqualTo(NOW - HOUR);

    assertThat(ahead.count()).isZero();
  }

  /** A frame of a clock that is 10 s ahead is in the past once it has waited for 10 s. */
  @Test
  void aSourceStaysAheadWhileItsFramesWait() {
    birth("lobby", NOW + 10_000, NOW);

    assertThat(
            clocks.birth(
                event("lobby", NOW + 10_040), FrameAge.Clock.CAPTURE, NOW + 40, NOW + HOUR))
        .isEqualTo(NOW + 40);
    assertThat(ahead.count()).isEqualTo(2);
  }

  @Test
  void theAgeOfAFrameOfARecordingBeginsWithItsRecordTime() {
    ImageEvent event =
        new ImageEvent(
            "lobby/1",
            "lobby",
            Optional.empty(),
            Optional.of(Instant.ofEpochMilli(NOW + HOUR)),
            Optional.of(Duration.ofHours(1)),
            EventClock.MEDIA,
            Optional.empty(),
            new byte[] {1});

    assertThat(clocks.birth(event, FrameAge.Clock.CAPTURE, NOW - 50, NOW)).isEqualTo(NOW - 50);
    assertThat(ahead.count()).isZero();
    assertThat(clocks.sourcesAhead()).isZero();
  }

  @Test
  void aClockThatWasSetIsTrustedAgain() {
    birth("lobby", NOW + HOUR, NOW);

    assertThat(birth("lobby", NOW - 40, NOW - 10)).isEqualTo(NOW - 40);
    assertThat(birth("lobby", NOW - 30, NOW - HOUR)).isEqualTo(NOW - 30);
    assertThat(clocks.sourcesAhead()).isZero();
  }

  /** Its record time is far behind, and that says nothing about the camera. */
  @Test
  void aSlowPublisherMakesNoCameraFast() {
    assertThat(birth("lobby", NOW - 40, NOW - HOUR)).isEqualTo(NOW - 40);
    assertThat(ahead.count()).isZero();
  }

  @Test
  void aCameraThatPublishesByItsOwnFastClockIsAsOldAsItsStay() {
    assertThat(birth("lobby", NOW + HOUR, NOW + HOUR)).isEqualTo(NOW);
    assertThat(clocks.birth(event("door", NOW), FrameAge.Clock.RECORD, NOW + HOUR, NOW))
        .isEqualTo(NOW);
    assertThat(ahead.count()).isEqualTo(2);
  }

  @Test
  void aRecordWithoutATimestampIsAsOldAsItsStay() {
    assertThat(birth("lobby", NOW + HOUR, -1)).isEqualTo(NOW);
    assertThat(clocks.birth(event("door", NOW), FrameAge.Clock.RECORD, -1, NOW)).isEqualTo(NOW);
  }

  @Test
  void anyNumberOfFastSourcesTakesABoundedMemory() {
    for (int i = 0; i < 3 * SourceClocks.MAX_SOURCES; i++) {
      birth("camera-" + i, NOW + HOUR, NOW);
    }

    assertThat(clocks.sourcesAhead()).isEqualTo(SourceClocks.MAX_SOURCES);
    assertThat(ahead.count()).isEqualTo(3 * SourceClocks.MAX_SOURCES);
  }

  private long birth(String source, long captured, long recordTimestamp) {
    return clocks.birth(event(source, captured), FrameAge.Clock.CAPTURE, recordTimestamp, NOW);
  }

  private static ImageEvent event(String source, long captured) {
    return new ImageEvent(
        "1",
        source,
        Optional.empty(),
        Optional.of(Instant.ofEpochMilli(captured)),
        Optional.empty(),
        new byte[] {1});
  }
}
