package dev.skipstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CameraRateTest {
  private final CameraRate rate = new CameraRate(2, Duration.ofMillis(850));

  @Test
  void beginsWithTheMeasuredFrame() {
    assertThat(rate.gap()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void followsTheInferenceOfTheNewestFrames() {
    detect(15, 170);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(400));

    detect(15, 85);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));

    detect(15, 340);
    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void someSlowFramesDoNotCount() {
    detect(15, 85);
    detect(5, 5_000);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void keepsTheMeasuredRateUntilThereAreEnoughFrames() {
    detect(4, 85);

    assertThat(rate.gap()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aFrameOfABatchTakesItsPartOfTheInference() {
    for (int i = 0; i < 15; i++) {
      rate.detected(Map.of("inference", 340.0), 2);
    }

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aSlowStartIsOverAfterAFewFrames() {
    detect(5, 85);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aCameraHasTenFramesPerSecondAtMost() {
    detect(15, 1);

    assertThat(rate.gap()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void anOutcomeWithoutAnInferenceChangesNothing() {
    for (int i = 0; i < 20; i++) {
      rate.detected(Map.of("queue", 1.0), 1);
    }

    assertThat(rate.gap()).isEqualTo(Duration.ofSeconds(2));
  }

  private void detect(int frames, double inferenceMillis) {
    for (int i = 0; i < frames; i++) {
      rate.detected(Map.of("decode", 3.0, "inference", inferenceMillis), 1);
    }
  }
}
