package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.schemas.serde.TraceContext;
import dev.skipstream.stream.internal.outcome.Outcome;
import org.apache.kafka.common.header.Headers;

/**
 * The trace of one frame whose outcome leaves, or the lack of one.
 *
 * <p>Threading: the stream thread that forwards the outcome.
 */
public interface FrameTrace {

  /**
   * Writes the trace context of the outcome: this trace's, or that of the input where the frame has
   * no trace.
   */
  void writeContext(Headers output);

  /**
   * Makes the spans of a frame whose outcome has left.
   *
   * @param written the outcome that was forwarded: a dead letter where another could not be written
   */
  void left(Outcome written);

  /** Carries the context of the input, in a stream without traces. */
  record Carried(Headers input) implements FrameTrace {
    @Override
    public void writeContext(Headers output) {
      TraceContext.copy(input, output);
    }

    @Override
    public void left(Outcome written) {}
  }
}
