package dev.skipstream.stream.internal.telemetry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skipstream.schemas.serde.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The W3C trace context in the headers of records. */
final class TraceHeaders {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<Headers> GETTER = TraceHeaders::get;

  private TraceHeaders() {}

  private static String get(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null ? null : new String(header.value(), US_ASCII);
  }

  /** Returns the context in the headers; an invalid one where there is none. */
  static SpanContext read(Headers headers) {
    RecordHeaders valid = new RecordHeaders();
    TraceContext.copy(headers, valid);
    return Span.fromContext(W3C.extract(Context.root(), valid, GETTER)).getSpanContext();
  }

  /** Writes the context of a span. */
  static void write(Span span, Headers headers) {
    W3C.inject(
        Context.root().with(span),
        headers,
        (to, key, value) -> to.remove(key).add(key, value.getBytes(US_ASCII)));
  }
}
