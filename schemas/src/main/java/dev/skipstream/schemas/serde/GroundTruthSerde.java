package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.GroundTruth;
import java.time.Instant;
import java.util.Optional;

/** The ground truth of frames, keyed by the source of the frame. */
final class GroundTruthSerde extends JsonEventSerde<GroundTruth> {
  GroundTruthSerde() {
    super(GroundTruth.class, GroundTruth.TYPE, "ground-truth event");
  }

  @Override
  String source(GroundTruth event) {
    return event.frame().source();
  }

  @Override
  Optional<Instant> time(GroundTruth event) {
    return event.frame().capturedAt();
  }
}
