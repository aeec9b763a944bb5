package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorFaultTest {

  @ParameterizedTest
  @CsvSource({
    "CUDA error: out of memory, OUT_OF_MEMORY",
    "CUDA out of memory. Tried to allocate 2.00 GiB, OUT_OF_MEMORY",
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes, OUT_OF_MEMORY",
    "CUDA error: device-side assert triggered, DEVICE",
    "CUDA error: an illegal memory access was encountered, DEVICE",
    "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED, DEVICE",
    "The size of tensor a (3) must match the size of tensor b (4), FRAME"
  })
  void pytorchsWordsTellWhoIsToBlame(String message, DetectorFault fault) {
    RuntimeException engine = new RuntimeException(message);

    assertThat(DetectorFault.of(new DetectorException("batch of 2", engine))).isEqualTo(fault);
  }
}
