package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.DetectionEvent;
import java.time.Instant;
import java.util.Optional;

/** Detection events, keyed by the source of the frame. */
final class DetectionSerde extends JsonEventSerde<DetectionEvent> {
  DetectionSerde() {
    super(DetectionEvent.class, DetectionEvent.TYPE, "detection event");
  }

  @Override
  String source(DetectionEvent event) {
    return event.source();
  }

  @Override
  Optional<Instant> time(DetectionEvent event) {
    return event.capturedAt();
  }
}
