package dev.skipstream.stream.internal.outcome;

import dev.skipstream.frame.FramePhase;
import java.util.Locale;

/**
 * The time at which a frame reached each step, on {@link System#nanoTime()}. It is in a header and
 * not in the payload, so that equal frames have equal payloads.
 *
 * @param arrived the stream thread accepted the frame
 * @param fetchNanos the duration of the image's fetch, if the image was not in the record
 * @param decodeStarted a decoder started
 * @param decoded the decoder completed
 * @param inferenceStarted the inference of its batch started
 * @param inferred the inference of its batch completed
 */
public record Timing(
    long arrived,
    long fetchNanos,
    long decodeStarted,
    long decoded,
    long inferenceStarted,
    long inferred) {
  /** The header's name. */
  public static final String HEADER = "skipstream-timing";

  /**
   * The header's value, in milliseconds: {@code queue} is waiting of both kinds, for a decoder and
   * for a batch; {@code fetch} is there when the image was fetched; {@code total} ends now.
   */
  public String toHeader(long now) {
    return String.format(
        Locale.ROOT,
        "queue=%.1f,%sdecode=%.1f,inference=%.1f,total=%.1f",
        millis(decodeStarted - arrived - fetchNanos + inferenceStarted - decoded),
        fetchNanos == 0 ? "" : String.format(Locale.ROOT, "fetch=%.1f,", millis(fetchNanos)),
        millis(decoded - decodeStarted),
        millis(inferred - inferenceStarted),
        millis(now - arrived));
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
      case BATCH -> inferenceStarted - decoded;
      case INFERENCE -> inferred - inferenceStarted;
      case EMIT -> now - inferred;
    };
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
