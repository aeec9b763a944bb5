package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.Redrive;
import java.time.Instant;
import java.util.Optional;

/** The redrives of dead letters, keyed by {@link Redrive#key}. */
final class RedriveSerde extends JsonEventSerde<Redrive> {
  RedriveSerde() {
    super(Redrive.class, Redrive.TYPE, "redrive event");
  }

  @Override
  String source(Redrive event) {
    return event.by();
  }

  @Override
  Optional<Instant> time(Redrive event) {
    return Optional.of(event.at());
  }

  @Override
  String key(Redrive event) {
    return event.key();
  }
}
