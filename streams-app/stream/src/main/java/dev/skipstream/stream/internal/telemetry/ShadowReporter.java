package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.model.SwapListener;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.ModelStatus.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports which version runs in shadow: in the log and in the topic of model status. Metrics and
 * health do not depend on it.
 *
 * <p>Threading: the main thread, then the watcher's of the shadow model.
 */
public final class ShadowReporter implements SwapListener {
  private static final Logger LOG = LoggerFactory.getLogger(ShadowReporter.class);

  private final StatusTopic status;

  public ShadowReporter(StatusTopic status) {
    this.status = status;
  }

  /** Reports the version at the start, if there is one. */
  public void begin(String reference, Optional<ModelIdentity> model) {
    if (model.isEmpty()) {
      LOG.info("no shadow model runs: {} does not exist; it starts when it is set", reference);
    }
    model.ifPresent(
        first -> say(reference, first, Outcome.SHADOWS, Optional.empty(), Optional.empty()));
  }

  @Override
  public void swapped(String alias, ModelVersion to, Duration took) {
    LOG.info("the shadow {} is {} now, {} ms after it moved", alias, to.uri(), took.toMillis());
    say(alias, to.identity(), Outcome.SHADOWS, Optional.of(took), Optional.empty());
  }

  @Override
  public void refused(String alias, ModelVersion version, RuntimeException why) {
    LOG.warn(
        "the shadow {} moved to {}, which cannot run; what ran before goes on: {}",
        alias,
        version.uri(),
        why.getMessage());
    say(
        alias,
        version.identity(),
        Outcome.REFUSED,
        Optional.empty(),
        Optional.of(String.valueOf(why.getMessage())));
  }

  @Override
  public void stopped(String alias, ModelIdentity last) {
    LOG.info("the shadow {} is deleted: version {} has stopped", alias, last.version());
    say(alias, last, Outcome.STOPPED, Optional.empty(), Optional.empty());
  }

  private void say(
      String reference,
      ModelIdentity model,
      Outcome outcome,
      Optional<Duration> took,
      Optional<String> reason) {
    status.say(
        new ModelStatus(
            status.instance(),
            Instant.now(),
            reference,
            new EventModel(model, Optional.empty()),
            outcome,
            took.map(Duration::toMillis),
            reason));
  }
}
