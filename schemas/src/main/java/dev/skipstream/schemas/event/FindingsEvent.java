package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/** The outcome of a frame that a model has seen. Each kind of findings has its event. */
public sealed interface FindingsEvent extends OutcomeEvent
    permits DetectionEvent, ClassificationEvent, SegmentationEvent {

  FrameInfo frame();

  /** Returns the position of the frame; absent when the frame was a file. */
  Optional<InputPosition> input();

  EventModel model();

  Findings findings();

  @Override
  default String source() {
    return frame().source();
  }

  @Override
  default Optional<Instant> capturedAt() {
    return frame().capturedAt();
  }
}
