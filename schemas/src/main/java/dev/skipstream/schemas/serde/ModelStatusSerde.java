package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ModelStatus;
import java.time.Instant;
import java.util.Optional;

/** The status of models on instances, keyed by the instance. */
final class ModelStatusSerde extends JsonEventSerde<ModelStatus> {
  ModelStatusSerde() {
    super(ModelStatus.class, ModelStatus.TYPE, "model-status event");
  }

  @Override
  String source(ModelStatus event) {
    return event.instance();
  }

  @Override
  Optional<Instant> time(ModelStatus event) {
    return Optional.of(event.at());
  }
}
