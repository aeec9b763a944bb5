package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.gpu.GpuReading;
import dev.skipstream.gpu.NvidiaGpus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The memory and the temperature of a GPU, read at each scrape. All processes on the GPU count.
 *
 * <p>Threading: any thread; a reading takes microseconds.
 */
final class GpuMetrics {
  private GpuMetrics() {}

  /**
   * Registers the gauges of a device, where it is a GPU whose driver reports its state.
   *
   * @return the share of the last second in which a kernel ran, where the driver reports it
   */
  static Supplier<OptionalDouble> register(MeterRegistry meters, String device) {
    NvidiaGpus nvidia = NvidiaGpus.here();
    return nvidia
        .find(device)
        .map(gpu -> register(meters, device, gpu.memoryBytes(), () -> nvidia.read(gpu)))
        .orElse(OptionalDouble::empty);
  }

  /**
   * Registers gauges; those whose value the driver does not report now are absent.
   *
   * @param totalBytes the size of the memory
   * @return the share of the last second in which a kernel ran
   */
  static Supplier<OptionalDouble> register(
      MeterRegistry meters, String device, long totalBytes, Supplier<GpuReading> readings) {
    GpuReading first = readings.get();
    if (first.usedBytes().isPresent()) {
      memory(meters, device, "used", () -> readings.get().usedBytes().orElse(0));
      memory(meters, device, "total", () -> totalBytes);
    }
    if (first.celsius().isPresent()) {
      Gauge.builder("skipstream.device.temperature", () -> readings.get().celsius().orElse(0))
          .description("temperature of the GPU")
          .baseUnit("celsius")
          .tag("device", device)
          .register(meters);
    }
    return () -> readings.get().utilization();
  }

  private static void memory(
      MeterRegistry meters, String device, String state, Supplier<Number> bytes) {
    Gauge.builder("skipstream.device.memory", bytes)
        .description("memory of the GPU: in use by all processes, and in total")
        .baseUnit("bytes")
        .tag("device", device)
        .tag("state", state)
        .register(meters);
  }
}
