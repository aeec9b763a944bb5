package dev.skipstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.doctor.DoctorReport.Throughput;
import dev.skipstream.model.BatchSweep;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrialResultTest {
  private static final SortedMap<Integer, Double> RATES =
      new TreeMap<>(Map.of(1, 100.0, 2, 190.5, 4, 300.0));

  @Test
  void aLineHasAllOfAResult() {
    TrialResult ofCpu = new TrialResult(21.25, 6, Optional.empty());
    TrialResult ofGpu = new TrialResult(9.5, 6, Optional.of(new BatchSweep.Result(4, RATES)));

    assertThat(TrialResult.read(ofCpu.line())).isEqualTo(ofCpu);
    assertThat(TrialResult.read(ofGpu.line())).isEqualTo(ofGpu);
  }

  @Test
  void theRateOfAGpuIsThatOfItsFastestBatch() {
    Throughput gpu = Throughput.of(10, 2, format(Optional.of(RATES)));

    assertThat(gpu.decodedPerSecond()).isEqualTo(200);
    assertThat(gpu.inferredPerSecond()).isEqualTo(300);
    assertThat(gpu.batch()).isEqualTo(4);
    assertThat(gpu.limit()).isEqualTo("decode");
    assertThat(Throughput.of(10, 4, format(Optional.of(RATES))).limit()).isEqualTo("inference");
    assertThat(Throughput.of(10, 2, format(Optional.empty())).inferredPerSecond()).isEqualTo(100);
  }

  private static Format format(Optional<SortedMap<Integer, Double>> batches) {
    return new Format(
        "gpu:0",
        ComputeFormat.BF16,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(10),
        OptionalInt.of(6),
        batches);
  }
}
