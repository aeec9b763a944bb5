package dev.skipstream.stream.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.gpu.GpuReading;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GpuMetricsTest {
  private final MeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aScrapeReadsTheStateOfTheMoment() {
    AtomicLong used = new AtomicLong(1_000);
    Supplier<OptionalDouble> utilization =
        GpuMetrics.register(
            meters,
            "gpu:1",
            80_000,
            () ->
                new GpuReading(
                    OptionalLong.of(used.get()), OptionalDouble.of(0.93), OptionalInt.of(61)));

    used.set(2_000);

    assertThat(memory("used")).isEqualTo(2_000);
    assertThat(memory("total")).isEqualTo(80_000);
    assertThat(meters.get("skipstream.device.temperature").tag("device", "gpu:1").gauge().value())
        .isEqualTo(61);
    assertThat(utilization.get()).hasValue(0.93);
  }

  @Test
  void aStateThatIsNotReportedHasNoGauge() {
    Supplier<OptionalDouble> utilization =
        GpuMetrics.register(
            meters,
            "gpu:0",
            80_000,
            () ->
                new GpuReading(OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty()));

    assertThat(utilization.get()).isEmpty();
    assertThat(meters.getMeters()).extracting(Meter::getId).isEmpty();
  }

  private double memory(String state) {
    return meters
        .get("skipstream.device.memory")
        .tags("device", "gpu:1", "state", state)
        .gauge()
        .value();
  }
}
