package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.LineCount;
import java.time.Instant;
import java.util.Optional;

/** The counts of lines, keyed by {@link LineCount#key}. */
final class LineCountSerde extends JsonEventSerde<LineCount> {
  LineCountSerde() {
    super(LineCount.class, LineCount.TYPE, "line-count event");
  }

  @Override
  String source(LineCount event) {
    return event.camera();
  }

  @Override
  Optional<Instant> time(LineCount event) {
    return Optional.of(event.from());
  }

  @Override
  String key(LineCount event) {
    return event.key();
  }
}
