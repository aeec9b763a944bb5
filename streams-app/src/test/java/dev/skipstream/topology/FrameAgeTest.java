package dev.skipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.ImageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameAgeTest {
  private static final long CAPTURED = 1_000_000;
  private static final long PUBLISHED = 1_005_000;
  private static final FrameAge BY_CAPTURE =
      new FrameAge(Duration.ofSeconds(1), FrameAge.Clock.CAPTURE);

  @Test
  void beginsWithTheCaptureOfTheFrame() {
    assertThat(birth(EventClock.WALL)).isEqualTo(CAPTURED);
  }

  @Test
  void beginsWithTheRecordOfAFrameWhoseTimeIsThatOfItsRecording() {
    assertThat(birth(EventClock.MEDIA)).isEqualTo(PUBLISHED);
  }

  private static long birth(EventClock clock) {
    ImageEvent event =
        new ImageEvent(
            "lobby/1",
            "lobby",
            Optional.empty(),
            Optional.of(Instant.ofEpochMilli(CAPTURED)),
            Optional.of(Duration.ZERO),
            clock,
            Optional.empty(),
            new byte[] {1});
    return BY_CAPTURE.of(event, PUBLISHED).birth();
  }
}
