package dev.skipstream.cli;

import dev.skipstream.telemetry.TraceSettings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the traces of a stream. */
final class StreamTraceOptions extends TraceOptions {
  @Option(
      names = "--trace-slow",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "a frame that takes longer in the stream always has a trace, as a dead letter has"
              + " (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration slow;

  Optional<TraceSettings> stream(Optional<OtlpTraces> traces) {
    double share = ratio();
    if (slow.isNegative() || slow.isZero()) {
      throw new BadInputException("--trace-slow is %s: expected a time above zero".formatted(slow));
    }
    return traces.map(exporter -> new TraceSettings(exporter.tracer(), share, slow));
  }
}
