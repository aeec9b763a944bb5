package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameStampsTest {
  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
  private static final Duration SKEW = Duration.ofSeconds(2);

  private final FrameStamps stamps = new FrameStamps("lobby", START);

  @Test
  void noIdComesAgainAfterARestart() {
    FrameStamps restarted = new FrameStamps("lobby", START.plusMillis(1));
    assertThat(next(START, Optional.empty()).id())
        .startsWith("lobby/")
        .isNotEqualTo(restarted.next(START, Optional.empty(), SKEW).id());
  }

  @Test
  void framesThatAreLeftOutUseNumbers() {
    assertThat(next(START, Optional.empty()).sequence()).isZero();
    stamps.leaveOut(3);
    FrameStamps.Stamp stamp = next(START, Optional.empty());
    assertThat(stamp.sequence()).isEqualTo(4);
    assertThat(stamp.id()).endsWith("-000004");
  }

  @Test
  void theCamerasClockCountsWithinTheSkew() {
    FrameStamps.Stamp right = next(START, Optional.of(START.minusMillis(1_900)));
    assertThat(right.clock()).isEqualTo(CameraClock.CAMERA);
    assertThat(right.capturedAt()).isEqualTo(START.minusMillis(1_900));
    FrameStamps.Stamp wrong = next(START, Optional.of(START.plusSeconds(3)));
    assertThat(wrong.clock()).isEqualTo(CameraClock.ARRIVAL);
    assertThat(wrong.capturedAt()).isEqualTo(START);
    assertThat(wrong.wrongBy()).contains(Duration.ofSeconds(3));
  }

  @Test
  void timeDoesNotGoBackWhenItsSourceChanges() {
    next(START, Optional.empty());
    assertThat(next(START.plusMillis(100), Optional.of(START.minusMillis(50))).capturedAt())
        .isEqualTo(START);
  }

  @Test
  void timeGoesBackWithTheClockOfThisMachine() {
    next(START, Optional.empty());
    assertThat(next(START.minusSeconds(60), Optional.empty()).capturedAt())
        .isEqualTo(START.minusSeconds(60));
  }

  private FrameStamps.Stamp next(Instant arrival, Optional<Instant> camera) {
    return stamps.next(arrival, camera, SKEW);
  }
}
