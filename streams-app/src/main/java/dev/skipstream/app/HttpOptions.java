package dev.skipstream.app;

import dev.skipstream.console.ConsoleServer;
import dev.skipstream.console.PrometheusMetrics;
import dev.skipstream.topology.StreamHealth;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where health and metrics are to be had. */
final class HttpOptions {
  private static final Logger LOG = LoggerFactory.getLogger(HttpOptions.class);
  private static final String NONE = "none";
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "for /health/live, /health/ready and /metrics; 0 for any free port, or none (default: ${DEFAULT-VALUE})")
  private String port;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:SKIPSTREAM_HTTP_HOST:-127.0.0.1}",
      description =
          "address it listens at; 0.0.0.0 for all, as in a container (default: SKIPSTREAM_HTTP_HOST, or 127.0.0.1)")
  private String host;

  /** Starts to answer; nothing where the user wants none. Whoever calls closes it. */
  Optional<ConsoleServer> serve(StreamHealth health, PrometheusMetrics metrics) {
    if (port.equals(NONE)) {
      return Optional.empty();
    }
    try {
      ConsoleServer console = ConsoleServer.start(host, number(), health, metrics);
      LOG.info(
          "health and metrics at http://{}:{}/health/ready and /metrics", host, console.port());
      return Optional.of(console);
    } catch (IOException e) {
      throw new BadInputException(
          "health and metrics: %s; give another --http-port (0 for any that is free, or none) or --http-host"
              .formatted(e.getMessage()));
    }
  }

  private int number() {
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= MAX_PORT) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As wrong as a number out of range.
    }
    throw new BadInputException(
        "--http-port is '%s': expected a number from 0 to %d, or none".formatted(port, MAX_PORT));
  }
}
