package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * The outcome of one frame in the output topic: its detections, or the reason for their absence.
 */
public sealed interface OutcomeEvent permits FindingsEvent, FrameDropped {

  /** The value of {@code ce_type}. */
  String type();

  /** Camera, folder or other origin of the frame: the record's key. */
  String source();

  /** Returns the capture time of the image, where known: the value of {@code ce_time}. */
  Optional<Instant> capturedAt();
}
