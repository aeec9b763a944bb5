package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ReplayRun;
import java.time.Instant;
import java.util.Optional;

/** The records of replays, keyed by the replay. */
final class ReplayRunSerde extends JsonEventSerde<ReplayRun> {
  ReplayRunSerde() {
    super(ReplayRun.class, ReplayRun.TYPE, "replay event");
  }

  @Override
  String source(ReplayRun event) {
    return event.id();
  }

  @Override
  Optional<Instant> time(ReplayRun event) {
    return Optional.of(event.startedAt());
  }
}
