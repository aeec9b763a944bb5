package dev.skipstream.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.ComputeFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaGpusTest {
  private static final String LOW = "0000:17:00.0";
  private static final String HIGH = "0000:ca:00.0";

  @Test
  void listsGpusInTheOrderOfCudaAndReadsThemByTheirAddress() {
    NvidiaGpus nvidia =
        new NvidiaGpus(
            Optional.of(new ScriptedDriver(CudaDriver.SUCCESS, List.of(HIGH, LOW))),
            Optional.of(new ScriptedNvml(List.of(LOW, HIGH))));

    assertThat(nvidia.fault()).isEmpty();
    assertThat(nvidia.gpus())
        .containsExactly(
            new Gpu("gpu:0", "Card 0", ScriptedDriver.MEMORY, "10.3", HIGH),
            new Gpu("gpu:1", "Card 1", ScriptedDriver.MEMORY, "10.3", LOW));
    GpuReading first = nvidia.read(nvidia.gpus().get(0));
    assertThat(first.usedBytes()).hasValue(2000);
    assertThat(first.celsius()).hasValue(60);
    assertThat(first.utilization()).as("not supported by this GPU").isEmpty();
    assertThat(nvidia.driverVersion()).hasValue("570.86.15");
    assertThat(nvidia.cudaVersion()).hasValue("12.8");
  }

  @ParameterizedTest
  @CsvSource({
    "34, no NVIDIA driver",
    "100, the NVIDIA driver finds no GPU",
    "803, the NVIDIA driver fails with CUDA error 803"
  })
  void aDriverThatDoesNotStartIsAFaultWithoutGpus(int status, String fault) {
    NvidiaGpus nvidia =
        new NvidiaGpus(Optional.of(new ScriptedDriver(status, List.of(LOW))), Optional.empty());

    assertThat(nvidia.fault()).hasValue(fault);
    assertThat(nvidia.gpus()).isEmpty();
    assertThat(nvidia.cudaVersion()).isEmpty();
  }

  @Test
  void aMachineWithoutTheDriversLibraryHasNoDriver() {
    assertThat(new NvidiaGpus(Optional.empty(), Optional.empty()).fault())
        .hasValue(NvidiaGpus.NO_DRIVER);
  }

  @Test
  void aContainerWithoutTheManagementLibraryHasNoReadings() {
    NvidiaGpus nvidia =
        new NvidiaGpus(
            Optional.of(new ScriptedDriver(CudaDriver.SUCCESS, List.of(LOW))), Optional.empty());

    assertThat(nvidia.read(nvidia.gpus().get(0)).usedBytes()).isEmpty();
    assertThat(nvidia.driverVersion()).isEmpty();
  }

  @Test
  void fp32OfAGpuWithTf32IsReportedAsSuch() {
    Gpu turing = new Gpu("gpu:0", "T4", 1, "7.5", LOW);
    Gpu hopper = new Gpu("gpu:1", "H100", 1, "9.0", HIGH);

    assertThat(CudaKernels.of(hopper, ComputeFormat.FP32, Map.of()))
        .isEqualTo("CUDA sm_90, TF32 convolutions");
    assertThat(CudaKernels.of(hopper, ComputeFormat.BF16, Map.of())).isEqualTo("CUDA sm_90");
    assertThat(CudaKernels.of(turing, ComputeFormat.FP32, Map.of())).isEqualTo("CUDA sm_75");
    assertThat(
            CudaKernels.of(hopper, ComputeFormat.FP32, Map.of(CudaKernels.PRODUCTS_OVERRIDE, "1")))
        .isEqualTo("CUDA sm_90, TF32 convolutions and products");
    assertThat(CudaKernels.of(hopper, ComputeFormat.FP32, Map.of(CudaKernels.TF32_OVERRIDE, "0")))
        .isEqualTo("CUDA sm_90");
  }

  @Test
  void theProgramsOwnCudaBuildHasNoKernelsForNewerGpus() {
    Gpu hopper = new Gpu("gpu:0", "H100", 1, "9.0", LOW);
    Gpu blackwell = new Gpu("gpu:1", "B200", 1, "10.0", HIGH);

    assertThat(CudaKernels.lacks("cu124", hopper)).isEmpty();
    assertThat(CudaKernels.lacks("cu128", blackwell)).isEmpty();
    assertThat(CudaKernels.lacks("cu124", blackwell))
        .hasValue(
            "gpu:1 (B200) has compute capability 10.0, and libtorch cu124 has no kernels for 10.0"
                + " and above");
  }
}
