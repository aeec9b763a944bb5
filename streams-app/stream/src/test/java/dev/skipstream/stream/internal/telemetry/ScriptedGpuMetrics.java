package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.gpu.GpuReading;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The metrics of a GPU, on a machine that has none. */
public final class ScriptedGpuMetrics {
  private ScriptedGpuMetrics() {}

  /** Registers the metrics of a GPU whose driver reports all of its state. */
  public static void register(MeterRegistry meters) {
    GpuMetrics.register(
        meters,
        "gpu:0",
        2_000,
        () -> new GpuReading(OptionalLong.of(1_000), OptionalDouble.of(0.5), OptionalInt.of(60)));
  }
}
