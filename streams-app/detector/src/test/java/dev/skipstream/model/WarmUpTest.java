package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WarmUpTest {
  private static final ModelIdentity MODEL = new ModelIdentity("fake", 1, "sha256:00");

  private final Queue<Integer> kernels = new ConcurrentLinkedQueue<>();

  @Test
  void everySizeThatFitsRunsOnce() {
    try (FakeGpu gpu = gpu(3)) {
      assertThat(WarmUp.fittingSize(List.of(gpu.detector(MODEL)), 8)).isEqualTo(3);
      assertThat(kernels).containsExactly(1, 2, 3);
    }
  }

  @Test
  void theGpuWithTheLeastMemoryDecides() {
    try (FakeGpu large = gpu(8);
        FakeGpu small = gpu(2)) {
      assertThat(WarmUp.fittingSize(List.of(large.detector(MODEL), small.detector(MODEL)), 4))
          .isEqualTo(2);
      assertThat(WarmUp.fittingSize(List.of(large.detector(MODEL)), 4)).isEqualTo(4);
    }
  }

  @Test
  void aGpuWithoutMemoryForOneFrameIsAnError() {
    try (FakeGpu gpu = gpu(0)) {
      assertThatThrownBy(() -> WarmUp.fittingSize(List.of(gpu.detector(MODEL)), 8))
          .isInstanceOf(DetectorException.class)
          .hasMessageStartingWith("CUDA out of memory");
    }
  }

  private FakeGpu gpu(int memoryFrames) {
    return new FakeGpu(Duration.ofMillis(1), FakeGpu.COST_OF_EIGHT, memoryFrames, kernels::add);
  }
}
