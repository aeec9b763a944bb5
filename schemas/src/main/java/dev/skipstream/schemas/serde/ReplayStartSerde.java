package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ReplayStart;
import java.time.Instant;
import java.util.Optional;

/** The starts of replays, keyed by the replay. */
final class ReplayStartSerde extends JsonEventSerde<ReplayStart> {
  ReplayStartSerde() {
    super(ReplayStart.class, ReplayStart.TYPE, "replay start event");
  }

  @Override
  String source(ReplayStart event) {
    return event.id();
  }

  @Override
  Optional<Instant> time(ReplayStart event) {
    return Optional.of(event.startedAt());
  }
}
