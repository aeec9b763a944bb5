package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.SegmentationEvent;
import java.time.Instant;
import java.util.Optional;

/** Segmentation events, keyed by the source of the frame. */
final class SegmentationSerde extends JsonEventSerde<SegmentationEvent> {
  SegmentationSerde() {
    super(SegmentationEvent.class, SegmentationEvent.TYPE, "segmentation event");
  }

  @Override
  String source(SegmentationEvent event) {
    return event.source();
  }

  @Override
  Optional<Instant> time(SegmentationEvent event) {
    return event.capturedAt();
  }
}
