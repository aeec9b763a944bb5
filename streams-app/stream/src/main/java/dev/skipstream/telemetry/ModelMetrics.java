package dev.skipstream.telemetry;

import dev.skipstream.schemas.event.ModelIdentity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Metrics of the serving models and their load times.
 *
 * <p>Threading: any thread.
 */
public final class ModelMetrics {
  private final MeterRegistry meters;
  private final Map<ModelIdentity, Gauge> serving = new ConcurrentHashMap<>();

  public ModelMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** A model was loaded on a device; verifying its bytes is not part of it. */
  public void loaded(ModelIdentity model, String device, Duration took) {
    TimeGauge.builder("skipstream.model.load", took::toNanos, TimeUnit.NANOSECONDS)
        .description("load time of the model, without the time to fetch and verify its bytes")
        .tag("name", model.name())
        .tag("version", Integer.toString(model.version()))
        .tag("device", device)
        .register(meters);
  }

  /** Marks models as in force: warm, and serving frames. */
  public void serve(Set<ModelIdentity> models) {
    serving.entrySet().removeIf(one -> !models.contains(one.getKey()) && removed(one.getValue()));
    models.forEach(model -> serving.computeIfAbsent(model, this::info));
  }

  private boolean removed(Gauge gauge) {
    meters.remove(gauge);
    return true;
  }

  private Gauge info(ModelIdentity model) {
    return Gauge.builder("skipstream.model.info", () -> 1)
        .description("1 for each model that is in force: loaded, warmed up, and serving frames")
        .tag("name", model.name())
        .tag("version", Integer.toString(model.version()))
        .tag("digest", model.digest())
        .register(meters);
  }
}
