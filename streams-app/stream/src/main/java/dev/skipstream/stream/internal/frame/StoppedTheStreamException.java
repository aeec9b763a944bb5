package dev.skipstream.stream.internal.frame;

import dev.skipstream.stream.internal.journal.FailureTopic;

/** A record has ended the stream, alone in the end, and is not tried again. */
final class StoppedTheStreamException extends Exception {
  private static final long serialVersionUID = 1L;

  StoppedTheStreamException() {
    super(
        "the stream stopped at this record three times, the last time with no other: the log of the last stop and topic %s have the reason"
            .formatted(FailureTopic.NAME));
  }
}
