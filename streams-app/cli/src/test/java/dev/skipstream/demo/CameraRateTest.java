package dev.skipstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CameraRateTest {
  private final CameraRate rate = new CameraRate(2);

  @Test
  void camerasBeginWithFourFramesPerSecondTogether() {
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(500));
    assertThat(new CameraRate(8).gap()).isEqualTo(Duration.ofSeconds(2));
    assertThat(new CameraRate(1).gap()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void followsTheInferenceOfTheNewestFrames() {
    detect(9, 170);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(400));

    detect(9, 85);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));

    detect(9, 340);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void someSlowFramesDoNotCount() {
    detect(9, 85);
    detect(4, 5_000);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void keepsTheFirstRateUntilThereAreEnoughFrames() {
    detect(2, 85);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aFrameOfABatchTakesItsPartOfTheInference() {
    for (int i = 0; i < 9; i++) {
      rate.detected(Map.of("inference", 340.0), 2);
    }

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aSlowStartIsOverAfterAFewFrames() {
    detect(2, 2_000);
    detect(3, 85);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aCameraHasTenFramesPerSecondAtMost() {
    detect(9, 1);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void anOutcomeWithoutAnInferenceChangesNothing() {
    for (int i = 0; i < 20; i++) {
      rate.detected(Map.of("queue", 1.0), 1);
    }

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(500));
  }

  private void detect(int frames, double inferenceMillis) {
    for (int i = 0; i < frames; i++) {
      rate.detected(Map.of("decode", 3.0, "inference", inferenceMillis), 1);
    }
  }
}
