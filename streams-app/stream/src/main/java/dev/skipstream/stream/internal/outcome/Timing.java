package dev.skipstream.stream.internal.outcome;

import dev.skipstream.frame.FramePhase;

/**
 * The time at which a frame reached each step, on {@link System#nanoTime()}. It is in a header and
 * not in the payload, so that equal frames have equal payloads.
 *
 * @param arrived the stream thread accepted the frame
 * @param fetchNanos the duration of the image's fetch, if the image was not in the record
 * @param decodeStarted a decoder started
 * @param decoded the decoder completed
 * @param run the inference of its batch
 */
public record Timing(
    long arrived, long fetchNanos, long decodeStarted, long decoded, BatchRun run) {
  /** The header's name. */
  public static final String HEADER = "skipstream-timing";

  private static final long NANOS_PER_TENTH = 100_000;

  /**
   * The header's value, in milliseconds: {@code queue} is waiting of both kinds, for a decoder and
   * for a batch; {@code fetch} is there when the image was fetched; {@code total} ends now.
   */
  public String toHeader(long now) {
    // Not String.format, which takes 2 µs.
    StringBuilder header = new StringBuilder(80);
    add(header, "queue=", decodeStarted - arrived - fetchNanos + run.started() - decoded);
    if (fetchNanos != 0) {
      add(header, ",fetch=", fetchNanos);
    }
    add(header, ",decode=", decoded - decodeStarted);
    add(header, ",inference=", run.finished() - run.started());
    add(header, ",total=", now - arrived);
    return header.toString();
  }

  /** Appends a time that is not negative, in milliseconds with one decimal. */
  private static void add(StringBuilder header, String name, long nanos) {
    long tenths = (nanos + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
    header.append(name).append(tenths / 10).append('.').append(tenths % 10);
  }

  /**
   * Returns the time of the frame in {@code stage}.
   *
   * @param now the time at which its outcome left
   */
  public long nanosOf(FramePhase stage, long now) {
    return switch (stage) {
      case QUEUE -> decodeStarted - arrived - fetchNanos;
      case FETCH -> fetchNanos;
      case DECODE -> decoded - decodeStarted;
      case BATCH -> run.started() - decoded;
      case INFERENCE -> run.finished() - run.started();
      case EMIT -> now - run.finished();
    };
  }
}
