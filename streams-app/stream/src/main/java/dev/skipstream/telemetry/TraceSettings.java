package dev.skipstream.telemetry;

import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;

/**
 * The traces of a stream. Dead letters and slow frames always have one, as does a frame whose
 * {@code traceparent} is sampled. A frame whose {@code traceparent} is not sampled has none.
 *
 * @param tracer takes the spans; no call of it may block. The stream decides which frames have a
 *     trace, so its provider records all spans
 * @param ratio share of the other frames that have a trace, 0 to 1
 * @param slow a frame that takes longer from its acceptance to its outcome is slow; above zero
 */
public record TraceSettings(Tracer tracer, double ratio, Duration slow) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   */
  public TraceSettings {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "the ratio of traces is %s: expected 0 to 1".formatted(ratio));
    }
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException(
          "the time of a slow frame is %s: expected a time above zero".formatted(slow));
    }
  }
}
