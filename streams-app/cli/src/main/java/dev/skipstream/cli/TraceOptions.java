package dev.skipstream.cli;

import dev.skipstream.source.PublishTraces;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for traces. */
class TraceOptions {

  /** The transports of OTLP, as the user writes them. */
  enum Protocol {
    http,
    grpc
  }

  @Option(
      names = "--otlp-endpoint",
      paramLabel = "URL",
      description =
          "receiver of traces by OTLP, as http://collector:4318, or http://collector:4317 with"
              + " --otlp-protocol grpc (default: no traces)")
  private Optional<String> endpoint;

  @Option(
      names = "--otlp-protocol",
      paramLabel = "PROTOCOL",
      defaultValue = "http",
      description = "http or grpc (default: ${DEFAULT-VALUE})")
  private Protocol protocol;

  @Option(
      names = "--trace-ratio",
      paramLabel = "0-1",
      defaultValue = "0.01",
      description = "share of the frames that have a trace (default: ${DEFAULT-VALUE})")
  private double ratio;

  /**
   * Opens the exporter of traces; the caller closes it, after the frames.
   *
   * @param service the name of this service in traces
   * @param meters gets the counters of spans
   * @return the exporter, where the user wants traces
   */
  final Optional<OtlpTraces> open(String service, MeterRegistry meters) {
    Optional<URI> receiver = endpoint.map(TraceOptions::address);
    return receiver.map(url -> OtlpTraces.open(url, protocol == Protocol.grpc, service, meters));
  }

  final double ratio() {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new BadInputException("--trace-ratio is %s: expected 0 to 1".formatted(ratio));
    }
    return ratio;
  }

  final PublishTraces publish(Optional<OtlpTraces> traces) {
    double share = ratio();
    return traces
        .map(exporter -> new PublishTraces(exporter.tracer(), share))
        .orElse(PublishTraces.NONE);
  }

  private static URI address(String text) {
    try {
      URI url = new URI(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The message below has the text.
    }
    throw new BadInputException(
        "--otlp-endpoint is %s: expected a URL such as http://collector:4318".formatted(text));
  }
}
