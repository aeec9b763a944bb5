package dev.skipstream.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;

/**
 * The metrics and the health of an app.
 *
 * @param meters the registry of its metrics; the caller closes it, after the app has ended
 * @param health takes its state
 */
public record Telemetry(MeterRegistry meters, StreamHealth health) {

  /** Returns telemetry without a reader: an empty composite drops its values. */
  public static Telemetry unseen() {
    return new Telemetry(new CompositeMeterRegistry(), new StreamHealth(List.of()));
  }
}
