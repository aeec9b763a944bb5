package dev.skipstream.stream.internal.outcome;

import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import java.util.Optional;

/** Tells events that may be too large for a topic, without writing them. */
final class LargeEvent {
  /** The start check requires more room than this of an output topic. */
  private static final long USUAL_BYTES = 128 << 10;

  private static final long FRAME_BYTES = 4 << 10;

  /** A char of the source is in the key, percent-encoded in a header, and escaped in JSON. */
  private static final long BYTES_PER_CHAR = 24;

  private LargeEvent() {}

  /** Returns the input's value for an event that may be too large; nothing for all others. */
  static Optional<byte[]> keep(OutcomeEvent event, byte[] input) {
    return bytes(event) > USUAL_BYTES ? Optional.ofNullable(input) : Optional.empty();
  }

  /** Returns an upper bound of the bytes of an event with its headers. */
  private static long bytes(OutcomeEvent event) {
    long bytes = FRAME_BYTES + BYTES_PER_CHAR * event.source().length();
    if (event instanceof FindingsEvent found) {
      bytes += BYTES_PER_CHAR * found.frame().id().length() + found.findings().bytesAtMost();
    } else if (event instanceof FrameDropped dropped) {
      bytes += BYTES_PER_CHAR * dropped.frame().id().length();
    }
    return bytes;
  }
}
