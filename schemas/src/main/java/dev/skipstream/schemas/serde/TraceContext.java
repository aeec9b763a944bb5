package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries W3C Trace Context from an input record to its outcome, in the plain Kafka headers {@code
 * traceparent} and {@code tracestate} that OpenTelemetry's Kafka instrumentation reads and writes.
 * A stream with traces writes the context of its own span in place of the copy.
 */
public final class TraceContext {
  /** Version, trace ID, parent ID and flags; a later version may add fields after a dash. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  /**
   * The minimum that W3C asks a carrier to propagate; more would make outcomes as large as inputs.
   */
  private static final int MAX_BYTES = 512;

  private TraceContext() {}

  /**
   * Copies the context. A {@code traceparent} that is none is left behind, and with it its {@code
   * tracestate}: a publisher's broken tracing harms no frame.
   */
  public static void copy(Headers from, Headers to) {
    Header parent = from.lastHeader(EventHeaders.TRACEPARENT);
    if (!isShort(parent) || !TRACEPARENT.matcher(new String(parent.value(), US_ASCII)).matches()) {
      return;
    }
    replace(to, parent);
    Header state = from.lastHeader(EventHeaders.TRACESTATE);
    if (isShort(state)) {
      replace(to, state);
    }
  }

  private static boolean isShort(Header header) {
    return header != null && header.value() != null && header.value().length <= MAX_BYTES;
  }

  private static void replace(Headers headers, Header header) {
    headers.remove(header.key()).add(header.key(), header.value());
  }
}
