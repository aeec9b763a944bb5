package dev.skipstream.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;

/**
 * Where an app says how it is doing.
 *
 * @param meters takes its metrics; the caller's to close, after the app has ended
 * @param health takes its state
 */
public record Telemetry(MeterRegistry meters, StreamHealth health) {

  /** Nobody looks: an empty composite drops what it is given. */
  static Telemetry unseen() {
    return new Telemetry(new CompositeMeterRegistry(), new StreamHealth(List.of()));
  }
}
