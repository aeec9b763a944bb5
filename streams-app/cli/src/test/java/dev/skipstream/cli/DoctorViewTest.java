package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.doctor.DoctorReport;
import dev.skipstream.doctor.DoctorReport.Choice;
import dev.skipstream.doctor.DoctorReport.Cpu;
import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.doctor.DoctorReport.GpuState;
import dev.skipstream.doctor.DoctorReport.Gpus;
import dev.skipstream.doctor.DoctorReport.Memory;
import dev.skipstream.doctor.DoctorReport.Throughput;
import dev.skipstream.doctor.DoctorReport.Torch;
import dev.skipstream.doctor.MissingPart;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The report of a machine with a GPU, which no test has. */
class DoctorViewTest {

  @Test
  void aGpuHasItsStateItsFormatsAndTheRateOfItsBatches() {
    Gpu gpu = new Gpu("gpu:0", "Card", 80L << 30, "9.0", "0000:17:00.0");
    DoctorReport report =
        new DoctorReport(
            "Linux 6.1 amd64, Java 17",
            new Cpu(
                Optional.of("a CPU"),
                16,
                new TreeSet<>(),
                Map.of(ComputeFormat.FP32, "oneDNN avx512")),
            new Memory(128L << 30, 32L << 30),
            new Gpus(
                Optional.empty(),
                Optional.of("570.86.15"),
                Optional.of("12.8"),
                List.of(
                    new GpuState(
                        gpu,
                        OptionalLong.of(2L << 30),
                        OptionalInt.of(61),
                        Map.of(ComputeFormat.FP32, "CUDA sm_90, TF32 convolutions")))),
            new Torch(Optional.of("2.5.1"), Optional.of("cu124"), Optional.empty()),
            List.of(
                new Format(
                    "gpu:0",
                    ComputeFormat.BF16,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.of(9.4),
                    OptionalInt.of(6),
                    Optional.of(new TreeMap<>(Map.of(1, 106.4, 8, 600.0)))),
                unusable("gpu:0", ComputeFormat.FP16, "a detection ends the process")),
            Optional.of(new Choice("gpu:0", ComputeFormat.BF16, "because")),
            Optional.of(new Throughput(4, 250, 9.4, 8, 600, "decode")),
            List.of(new MissingPart("kernels for Card", "none", "curl -LO x")));

    assertThat(DoctorView.text(report).lines())
        .containsExactly(
            "system    Linux 6.1 amd64, Java 17",
            "cpu       16 processors, a CPU",
            "kernels   fp32: oneDNN avx512",
            "memory    128.0 GiB, Java heap at most 32.0 GiB",
            "gpu:0     Card, 2.0 of 80.0 GiB in use, compute capability 9.0, 61 °C",
            "kernels   gpu:0 fp32: CUDA sm_90, TF32 convolutions",
            "driver    570.86.15",
            "cuda      up to 12.8",
            "libtorch  2.5.1, cu124",
            "format    gpu:0 bf16: 9 ms a frame, 6 detections, frames/s by batch 1: 106, 8: 600",
            "format    gpu:0 fp16: not used, a detection ends the process",
            "choice    --device gpu:0 --compute bf16: because",
            "limit     decode: this machine decodes 250 frames/s (4.0 ms of a processor a frame) or"
                + " detects in 600.0 (batches of 8)",
            "missing   kernels for Card: none; install it with: curl -LO x");
  }

  private static Format unusable(String device, ComputeFormat format, String why) {
    return new Format(
        device,
        format,
        Optional.of(why),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }
}
