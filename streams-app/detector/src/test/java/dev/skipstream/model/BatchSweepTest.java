package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a fake GPU whose time is counted, so the result is the same in every run. */
@Timeout(30)
class BatchSweepTest {
  private static final ModelIdentity MODEL = new ModelIdentity("fake", 1, "sha256:00");
  private static final Duration FRAME = Duration.ofMillis(10);

  /** Batches of 64 take 37 ms, of 32 23.3 ms and of 16 16.4 ms. */
  @ParameterizedTest
  @CsvSource({"100, 64, 64", "30, 64, 32", "100, 20, 16", "5, 64, 1"})
  void theBoundAndTheMemoryLimitABatchOfAGpu(long boundMillis, int memoryFrames, int expected) {
    try (FakeGpu gpu = new FakeGpu(FRAME, FakeGpu.COST_OF_EIGHT, memoryFrames, frames -> {})) {
      assertThat(sweep(gpu, Duration.ofMillis(boundMillis))).isEqualTo(expected);
    }
  }

  /** A device that computes one frame after the other gains nothing by a batch. */
  @Test
  void aBatchThatBringsNothingIsNotMadeLarger() {
    try (FakeGpu gpu = new FakeGpu(FRAME, 8, 64, frames -> {})) {
      assertThat(sweep(gpu, Duration.ofSeconds(10))).isOne();
    }
  }

  /** One frame reaches 0.930 of the rate of batches of 64, and two frames 0.964 of it. */
  @Test
  void aBatchThatBringsLittleIsNotMadeLarger() {
    try (FakeGpu gpu = new FakeGpu(FRAME, 7.5, 64, frames -> {})) {
      assertThat(sweep(gpu, Duration.ofSeconds(10))).isEqualTo(2);
    }
  }

  @Test
  void aBrokenDeviceEndsTheSweep() {
    try (FakeGpu gpu =
        new FakeGpu(
            FRAME,
            FakeGpu.COST_OF_EIGHT,
            64,
            frames -> {
              if (frames == 4) {
                throw new IllegalStateException("a kernel fails");
              }
            })) {
      assertThatThrownBy(() -> sweep(gpu, Duration.ofSeconds(1)))
          .isInstanceOf(DetectorException.class)
          .hasMessageStartingWith("CUDA error");
    }
  }

  private static int sweep(FakeGpu gpu, Duration bound) {
    return new BatchSweep(bound, gpu::busyNanos).sizeFor(List.of(gpu.detector(MODEL)));
  }
}
