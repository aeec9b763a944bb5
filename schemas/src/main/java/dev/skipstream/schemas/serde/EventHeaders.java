package dev.skipstream.schemas.serde;

/**
 * Names of the record headers that this program defines or copies. The AsyncAPI document explains
 * them.
 */
public final class EventHeaders {
  /** Header of a dead letter: a {@link dev.skipstream.schemas.event.RejectReason} code. */
  public static final String REASON = "skipstream.reason";

  /**
   * Header of an outcome: the time of each stage in milliseconds, as {@code queue=3.1,decode=4.0}.
   * A header and not a field, so that the payload is a function of the input and the model alone.
   */
  public static final String TIMING = "skipstream-timing";

  /**
   * Header of an outcome: the number of frames in the batch of its inference, in decimal. A header
   * for the same reason.
   */
  public static final String BATCH = "skipstream-batch";

  /**
   * Header of an outcome whose record timestamp is not its input's, since that cannot be written:
   * the input's timestamp, in decimal epoch milliseconds.
   */
  public static final String INPUT_TIMESTAMP = "skipstream-input-timestamp";

  /**
   * Header of an image event of a live camera: the source of its time, {@code camera} for the
   * camera's clock, {@code arrival} for the publisher's.
   */
  public static final String CLOCK = "skipstream-clock";

  /**
   * Header of a redriven image event and of its outcome: the position of the record that the event
   * is a copy of, as {@code images-3@9121}. {@link RedrivenFrom} reads and writes it.
   */
  public static final String REDRIVEN_FROM = "skipstream-redriven-from";

  /** W3C Trace Context, carried from the input to its outcome by {@link TraceContext}. */
  public static final String TRACEPARENT = "traceparent";

  /** W3C Trace Context, carried with {@link #TRACEPARENT}. */
  public static final String TRACESTATE = "tracestate";

  private EventHeaders() {}
}
