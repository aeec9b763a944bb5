package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ClassificationEvent;
import java.time.Instant;
import java.util.Optional;

/** Classification events, keyed by the source of the frame. */
final class ClassificationSerde extends JsonEventSerde<ClassificationEvent> {
  ClassificationSerde() {
    super(ClassificationEvent.class, ClassificationEvent.TYPE, "classification event");
  }

  @Override
  String source(ClassificationEvent event) {
    return event.source();
  }

  @Override
  Optional<Instant> time(ClassificationEvent event) {
    return event.capturedAt();
  }
}
