package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.TracksEvent;
import java.time.Instant;
import java.util.Optional;

/** The tracks of frames, keyed by the source of the frame. */
final class TracksSerde extends JsonEventSerde<TracksEvent> {
  TracksSerde() {
    super(TracksEvent.class, TracksEvent.TYPE, "tracks event");
  }

  @Override
  String source(TracksEvent event) {
    return event.frame().source();
  }

  @Override
  Optional<Instant> time(TracksEvent event) {
    return event.frame().capturedAt();
  }
}
