package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.FrameDropped;
import java.time.Instant;
import java.util.Optional;

/** Frame-dropped events, keyed by the source of the frame. */
final class FrameDroppedSerde extends JsonEventSerde<FrameDropped> {
  FrameDroppedSerde() {
    super(FrameDropped.class, FrameDropped.TYPE, "frame-dropped event");
  }

  @Override
  String source(FrameDropped event) {
    return event.source();
  }

  @Override
  Optional<Instant> time(FrameDropped event) {
    return event.capturedAt();
  }
}
