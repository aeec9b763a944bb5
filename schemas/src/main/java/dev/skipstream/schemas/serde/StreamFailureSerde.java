package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.StreamFailure;
import java.time.Instant;
import java.util.Optional;

/** The ends of streams that name one record, keyed by {@link StreamFailure#key}. */
final class StreamFailureSerde extends JsonEventSerde<StreamFailure> {
  StreamFailureSerde() {
    super(StreamFailure.class, StreamFailure.TYPE, "stream-failure event");
  }

  @Override
  String source(StreamFailure event) {
    return event.application();
  }

  @Override
  Optional<Instant> time(StreamFailure event) {
    return Optional.of(event.at());
  }

  @Override
  String key(StreamFailure event) {
    return event.key();
  }
}
