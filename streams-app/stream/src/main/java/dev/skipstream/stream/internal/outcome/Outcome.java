package dev.skipstream.stream.internal.outcome;

import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.RejectReason;
import java.util.Optional;

/** The outcome of an image event: exactly one of these. */
public sealed interface Outcome {

  /** The event that the output topic gets; nothing for a dead letter. */
  Optional<OutcomeEvent> toWrite();

  /**
   * The input's value, byte for byte, where the outcome may have to become a dead letter for its
   * size. Other outcomes hold it no more: finished ones wait for their turn and would fill the
   * heap.
   */
  Optional<byte[]> keptInput();

  /**
   * The outcome of a frame that the model has processed.
   *
   * @param event the detections
   * @param timing the times of the frame's steps
   * @param keptInput the input's value, kept for an event that is unusually large
   */
  record Detected(FindingsEvent event, Timing timing, Optional<byte[]> keptInput)
      implements Outcome {

    /** An outcome that keeps {@code input} where its event may be too large for its topic. */
    public static Detected of(FindingsEvent event, Timing timing, byte[] input) {
      return new Detected(event, timing, LargeEvent.keep(event, input));
    }

    @Override
    public Optional<OutcomeEvent> toWrite() {
      return Optional.of(event);
    }
  }

  /**
   * No model has seen the frame, though nothing is wrong with it.
   *
   * @param event says why
   * @param keptInput the input's value, kept for an event that is unusually large
   * @param end the frame's times
   */
  record Dropped(FrameDropped event, Optional<byte[]> keptInput, EarlyEnd end) implements Outcome {

    /** An outcome that keeps {@code input} where its event may be too large for its topic. */
    public static Dropped of(FrameDropped event, byte[] input, EarlyEnd end) {
      return new Dropped(event, LargeEvent.keep(event, input), end);
    }

    @Override
    public Optional<OutcomeEvent> toWrite() {
      return Optional.of(event);
    }
  }

  /**
   * The outcome of an invalid image event, which goes unchanged to the dead letters.
   *
   * @param reason the rule it broke
   * @param cause the exception that showed it
   * @param value the record's value, byte for byte; may be null
   * @param end the frame's times; empty where no part of the frame's path had begun, or where the
   *     failure left none
   */
  record Rejected(RejectReason reason, Throwable cause, byte[] value, Optional<EarlyEnd> end)
      implements Outcome {

    /** An outcome without times. */
    public Rejected(RejectReason reason, Throwable cause, byte[] value) {
      this(reason, cause, value, Optional.empty());
    }

    @Override
    public Optional<OutcomeEvent> toWrite() {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> keptInput() {
      return Optional.ofNullable(value);
    }
  }
}
