package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.HappeningEvent;
import java.time.Instant;
import java.util.Optional;

/** Happenings of tracks, keyed by the source of the frame. */
final class HappeningSerde extends JsonEventSerde<HappeningEvent> {
  HappeningSerde() {
    super(HappeningEvent.class, HappeningEvent.TYPE, "happening event");
  }

  @Override
  String source(HappeningEvent event) {
    return event.frame().source();
  }

  @Override
  Optional<Instant> time(HappeningEvent event) {
    return event.frame().capturedAt();
  }
}
