package dev.skipstream.topology;

import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.SwapListener;
import dev.skipstream.registry.ModelVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which models serve: in the log, to those who ask for the app's health, and in metrics.
 *
 * <p>Threading: the main thread, then the model watcher's.
 */
final class ModelSwaps implements SwapListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelSwaps.class);

  private final ActiveModels models;
  private final StreamHealth health;
  private final ModelMetrics metrics;
  private final Counter swapped;
  private final Counter refused;

  ModelSwaps(ActiveModels models, Telemetry telemetry) {
    this.models = models;
    this.health = telemetry.health();
    this.metrics = new ModelMetrics(telemetry.meters());
    this.swapped = counter(telemetry.meters(), "swapped");
    this.refused = counter(telemetry.meters(), "refused");
  }

  static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("skipstream.model.swaps")
        .description("moves of a followed alias, by what came of them here")
        .tag("outcome", outcome)
        .register(meters);
  }

  /** All models are warm. */
  void begin() {
    tell();
    health.warm();
  }

  @Override
  public void swapped(String alias, ModelVersion to, Duration took) {
    LOG.info("{} is served by {}, {} ms after it moved there", alias, to.uri(), took.toMillis());
    swapped.increment();
    tell();
  }

  @Override
  public void refused(String alias, ModelVersion version, RuntimeException why) {
    LOG.error(
        "{} moved to {}, which cannot serve; {} goes on: {}",
        alias,
        version.uri(),
        Pipeline.uriOf(models.target(alias)),
        why.getMessage());
    refused.increment();
  }

  private void tell() {
    health.serves(models.inForce());
    metrics.serve(models.inForce());
  }
}
