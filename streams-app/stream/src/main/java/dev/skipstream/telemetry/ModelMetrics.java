package dev.skipstream.telemetry;

import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.ModelIdentity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Metrics of the serving models and their load times.
 *
 * <p>Threading: any thread.
 */
public final class ModelMetrics {
  private final MeterRegistry meters;
  private final Map<EventModel, Gauge> serving = new ConcurrentHashMap<>();

  public ModelMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (ComputeFormat format : ComputeFormat.values()) {
      checkFailures(format);
    }
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

  /** A format failed the check at load, and is not used. */
  public void checkFailed(ComputeFormat format) {
    checkFailures(format).increment();
  }

  /** Marks models as in force: warm, and serving frames. */
  public void serve(Set<EventModel> models) {
    serving.entrySet().removeIf(one -> !models.contains(one.getKey()) && removed(one.getValue()));
    models.forEach(model -> serving.computeIfAbsent(model, this::info));
  }

  private Counter checkFailures(ComputeFormat format) {
    return Counter.builder("skipstream.compute.check.failures")
        .description("loads of a model that found the number format to compute wrong")
        .tag("format", format.toString())
        .register(meters);
  }

  private boolean removed(Gauge gauge) {
    meters.remove(gauge);
    return true;
  }

  private Gauge info(EventModel model) {
    return Gauge.builder("skipstream.model.info", () -> 1)
        .description("1 for each model that is in force: loaded, warmed up, and serving frames")
        .tag("name", model.name())
        .tag("version", Integer.toString(model.version()))
        .tag("digest", model.digest())
        .tag("format", computed(model, one -> one.format().toString()))
        .tag("libtorch", computed(model, Computation::libtorch))
        .tag("kernels", computed(model, Computation::kernels))
        .tag("result_version", computed(model, one -> Integer.toString(one.resultVersion())))
        .register(meters);
  }

  private static String computed(EventModel model, Function<Computation, String> part) {
    return model.computation().map(part).orElse("unknown");
  }
}
