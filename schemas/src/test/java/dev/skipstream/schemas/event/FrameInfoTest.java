package dev.skipstream.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameInfoTest {
  @Test
  void roundsTheKeyframeIntervalUp() {
    assertThat(keyframe(Duration.ofNanos(1))).contains(1L);
    assertThat(keyframe(Duration.ofSeconds(10))).contains(10_000L);
    assertThat(keyframe(Duration.ofNanos(10_000_000_001L))).contains(10_001L);
  }

  @Test
  void hasNoKeyframeIntervalWithoutMotion() {
    assertThat(FrameInfo.of(image(), 2, 1, false).keyframeMillis()).isEmpty();
  }

  private static Optional<Long> keyframe(Duration interval) {
    return FrameInfo.of(image().withMotion(new Motion(0.5, interval)), 2, 1, false)
        .keyframeMillis();
  }

  private static ImageEvent image() {
    return new ImageEvent(
        "a", "gate", Optional.empty(), Optional.empty(), Optional.empty(), new byte[] {1});
  }
}
