package dev.skipstream.stream.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeviceMetricsTest {
  private final AtomicLong clock = new AtomicLong();
  private OptionalDouble reported = OptionalDouble.empty();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DeviceMetrics device =
      new DeviceMetrics(
          meters,
          "cpu",
          DistributionSummary.builder("size").register(meters),
          clock::get,
          () -> reported);

  @Test
  void utilizationIsTheBusyShareSinceItWasLastAskedFor() {
    batch(3);
    pass(1);
    assertThat(device.utilization()).isEqualTo(0.75);

    batch(1);
    pass(3);
    assertThat(device.utilization()).isEqualTo(0.25);
    assertThat(device.busySeconds()).isEqualTo(4);
  }

  @Test
  void aBatchThatStillRunsCountsAsFarAsItHasCome() {
    device.batchBegins(4);
    pass(2);
    assertThat(device.busySeconds()).isEqualTo(2);
    assertThat(device.utilization()).isEqualTo(1);

    pass(2);
    device.batchEnds();
    assertThat(device.busySeconds()).isEqualTo(4);
    assertThat(device.utilization()).isEqualTo(1);
  }

  @Test
  void whoAsksAgainAtOnceGetsTheSameAnswer() {
    batch(2);
    pass(2);
    assertThat(device.utilization()).isEqualTo(0.5);

    clock.addAndGet(1_000_000);
    assertThat(device.utilization()).isEqualTo(0.5);
  }

  @Test
  void theFigureOfTheDriverComesFirst() {
    batch(1);
    pass(1);
    assertThat(gauge()).isEqualTo(0.5);

    reported = OptionalDouble.of(0.93);
    assertThat(gauge()).isEqualTo(0.93);
  }

  private double gauge() {
    return meters.get("skipstream.device.utilization").tag("device", "cpu").gauge().value();
  }

  private void batch(long seconds) {
    device.batchBegins(4);
    pass(seconds);
    device.batchEnds();
  }

  private void pass(long seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
