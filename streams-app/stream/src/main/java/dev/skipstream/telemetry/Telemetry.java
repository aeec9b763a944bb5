package dev.skipstream.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * The metrics, the health and the traces of an app.
 *
 * @param meters the registry of its metrics; the caller closes it, after the app has ended
 * @param health takes its state
 * @param traces of its frames; empty for none
 */
public record Telemetry(MeterRegistry meters, StreamHealth health, Optional<TraceSettings> traces) {

  /** Telemetry without traces. */
  public Telemetry(MeterRegistry meters, StreamHealth health) {
    this(meters, health, Optional.empty());
  }

  /** Returns telemetry without a reader: an empty composite drops its values. */
  public static Telemetry unseen() {
    return new Telemetry(new CompositeMeterRegistry(), new StreamHealth(List.of()));
  }
}
