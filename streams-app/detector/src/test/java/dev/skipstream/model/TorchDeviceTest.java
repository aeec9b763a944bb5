package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.UnavailableDeviceException;
import dev.skipstream.gpu.NvidiaGpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchDeviceTest {

  @Test
  void twoNamesOfOneDeviceAreOneDevice() {
    assertThat(TorchDevice.namesOf(List.of(TorchDevice.CPU, new TorchDevice("CPU"))))
        .containsExactly("cpu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu:", "gpu:-1", "gpu:1000", "cpu:0"})
  void anotherFormIsRejectedBeforePyTorchIsLoaded(String name) {
    assertThatThrownBy(() -> new TorchDevice(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is '%s': expected auto, cpu or gpu:N".formatted(name));
  }

  @Test
  void aGpuThatIsNotThereIsReportedWithTheReason() {
    assertThatThrownBy(() -> TorchDevice.namesOf(List.of(new TorchDevice("gpu:999"))))
        .isInstanceOf(UnavailableDeviceException.class)
        .hasMessageStartingWith("device is 'gpu:999': ")
        .hasMessageContaining(NvidiaGpus.here().fault().orElse("PyTorch finds"));
  }
}
