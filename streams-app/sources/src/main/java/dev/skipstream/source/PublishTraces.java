package dev.skipstream.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The traces of published frames: a share of the frames gets a span, from the hand-over to the
 * producer to the acknowledgement of the broker, and a {@code traceparent}. The others get neither,
 * so that the stream decides on them.
 *
 * @param tracer takes the spans; no call of it may block. Its provider records all spans
 * @param ratio share of the frames that have a trace, 0 to 1
 */
public record PublishTraces(Tracer tracer, double ratio) {
  /** No traces. */
  public static final PublishTraces NONE = new PublishTraces(TracerProvider.noop().get("none"), 0);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   */
  public PublishTraces {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "the ratio of traces is %s: expected 0 to 1".formatted(ratio));
    }
  }

  /** Begins the trace of a frame, and adds its context to the record; an invalid span for none. */
  Span begin(ProducerRecord<byte[], byte[]> record, String frameId) {
    if (ThreadLocalRandom.current().nextDouble() >= ratio) {
      return Span.getInvalid();
    }
    Span span =
        tracer
            .spanBuilder("publish " + record.topic())
            .setSpanKind(SpanKind.PRODUCER)
            .setNoParent()
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.operation.type", "send")
            .setAttribute("messaging.destination.name", record.topic())
            .setAttribute("skipstream.frame.id", frameId)
            .startSpan();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            record.headers(),
            (headers, key, value) -> headers.add(key, value.getBytes(US_ASCII)));
    return span;
  }

  /**
   * Ends the trace of a frame.
   *
   * @param failure null when the frame is acknowledged
   */
  static void end(Span span, Exception failure) {
    if (failure != null) {
      span.setStatus(StatusCode.ERROR, failure.toString());
    }
    span.end();
  }
}
