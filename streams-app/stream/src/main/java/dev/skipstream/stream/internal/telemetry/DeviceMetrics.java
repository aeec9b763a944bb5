package dev.skipstream.stream.internal.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The batches and the busy time of one device.
 *
 * <p>Threading: batches begin and end on the device's worker; any thread reads. One lock, held for
 * arithmetic only.
 */
public final class DeviceMetrics {
  /**
   * The shortest period of a reading. Two requests within this time get the same reading, so that
   * none covers a period that is too short.
   */
  private static final long SHORTEST_WINDOW_NANOS = 1_000_000_000;

  private final DistributionSummary batchSize;
  private final LongSupplier nanoClock;
  private boolean busy;
  private long busySince;
  private long busyNanos;
  private long windowStarted;
  private long busyBeforeWindow;
  private double utilization;

  /**
   * Registers the metrics of a device.
   *
   * @param reported the busy share as the driver reports it; empty where it does not
   */
  DeviceMetrics(
      MeterRegistry meters,
      String device,
      DistributionSummary batchSize,
      LongSupplier nanoClock,
      Supplier<OptionalDouble> reported) {
    this.batchSize = batchSize;
    this.nanoClock = nanoClock;
    windowStarted = nanoClock.getAsLong();
    FunctionCounter.builder("skipstream.device.busy", this, DeviceMetrics::busySeconds)
        .description("time that the device ran the model")
        .baseUnit("seconds")
        .tag("device", device)
        .register(meters);
    Gauge.builder(
            "skipstream.device.utilization", () -> reported.get().orElseGet(this::utilization))
        .description(
            "busy share of the time since the last scrape that was 1 s ago or more; of a GPU, the"
                + " driver's figure where it has one")
        .baseUnit("ratio")
        .tag("device", device)
        .register(meters);
  }

  /** The device is given so many frames. */
  public void batchBegins(int frames) {
    batchSize.record(frames);
    synchronized (this) {
      busy = true;
      busySince = nanoClock.getAsLong();
    }
  }

  /** It is done with them, or has failed. */
  public synchronized void batchEnds() {
    busyNanos += nanoClock.getAsLong() - busySince;
    busy = false;
  }

  synchronized double busySeconds() {
    return busyNanos(nanoClock.getAsLong()) / 1e9;
  }

  /** The busy share of the time since this was last asked, a second ago or more. */
  synchronized double utilization() {
    long now = nanoClock.getAsLong();
    long window = now - windowStarted;
    if (window >= SHORTEST_WINDOW_NANOS) {
      long busyNow = busyNanos(now);
      utilization = (double) (busyNow - busyBeforeWindow) / window;
      windowStarted = now;
      busyBeforeWindow = busyNow;
    }
    return utilization;
  }

  /** The batch that runs counts too: one may last longer than the time between two questions. */
  private long busyNanos(long now) {
    return busyNanos + (busy ? now - busySince : 0);
  }
}
