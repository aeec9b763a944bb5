package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.SwapListener;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.ModelStatus.Outcome;
import dev.skipstream.telemetry.ModelMetrics;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which models serve: in the log, in metrics, in a topic, and to those who ask for the app's
 * health.
 *
 * <p>Threading: the main thread, then the model watcher's.
 */
public final class SwapReporter implements SwapListener {
  private static final Logger LOG = LoggerFactory.getLogger(SwapReporter.class);

  private final ActiveModels models;
  private final StatusTopic status;
  private final StreamHealth health;
  private final ModelMetrics metrics;
  private final Counter swapped;
  private final Counter refused;

  /**
   * Creates the swaps of an app whose models are not warm yet.
   *
   * @param status receives the versions to which the followed references resolve
   */
  public SwapReporter(ActiveModels models, Telemetry telemetry, StatusTopic status) {
    this.models = models;
    this.status = status;
    this.health = telemetry.health();
    this.metrics = new ModelMetrics(telemetry.meters());
    this.swapped = counter(telemetry.meters(), "swapped");
    this.refused = counter(telemetry.meters(), "refused");
  }

  public static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("skipstream.model.swaps")
        .description("moves of followed aliases, by the result on this instance")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * Reports that all models are warm.
   *
   * @param aliases the followed aliases
   */
  public void begin(List<String> aliases) {
    tell();
    aliases.forEach(alias -> saysServing(alias, models.target(alias), Optional.empty()));
    health.warm();
  }

  @Override
  public void swapped(String alias, ModelVersion to, Duration took) {
    LOG.info("{} is served by {}, {} ms after it moved there", alias, to.uri(), took.toMillis());
    swapped.increment();
    tell();
    saysServing(alias, to.identity(), Optional.of(took));
  }

  @Override
  public void refused(String alias, ModelVersion version, RuntimeException why) {
    LOG.error(
        "{} moved to {}, which cannot serve; {} goes on: {}",
        alias,
        version.uri(),
        ModelRef.of(models.target(alias)),
        why.getMessage());
    refused.increment();
    say(
        alias,
        new EventModel(version.identity(), Optional.empty()),
        Outcome.REFUSED,
        Optional.empty(),
        Optional.of(String.valueOf(why.getMessage())));
  }

  /** Says it once for each way in which the devices compute: mostly there is one. */
  private void saysServing(String alias, ModelIdentity model, Optional<Duration> took) {
    models.serving().stream()
        .filter(one -> one.identity().equals(model))
        .forEach(one -> say(alias, one, Outcome.SERVES, took, Optional.empty()));
  }

  private void say(
      String alias,
      EventModel model,
      Outcome outcome,
      Optional<Duration> took,
      Optional<String> reason) {
    status.say(
        new ModelStatus(
            status.instance(),
            Instant.now(),
            alias,
            model,
            outcome,
            took.map(Duration::toMillis),
            reason));
  }

  private void tell() {
    health.serves(models.inForce());
    metrics.serve(models.serving());
  }
}
