package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of one frame on the way to the output topic: its detections, or why there are none.
 */
public sealed interface OutcomeEvent permits DetectionEvent, FrameDropped {

  /** The value of {@code ce_type}. */
  String type();

  /** Camera, folder or other origin of the frame: the record's key. */
  String source();

  /** When the picture was taken, where known: the value of {@code ce_time}. */
  Optional<Instant> capturedAt();
}
