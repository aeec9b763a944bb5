package dev.skipstream.cli;

import dev.skipstream.health.HealthAnswer;
import dev.skipstream.health.HealthServer;
import dev.skipstream.health.HttpEndpoint;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * The options of the HTTP server for health and metrics, without its port: each command has a
 * default of its own.
 */
abstract class HttpAddress {
  private static final Logger LOG = LoggerFactory.getLogger(HttpAddress.class);
  private static final String NONE = "none";
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "address it listens at; 0.0.0.0 for all, as in a container (default: ${DEFAULT-VALUE})")
  private String host;

  @Option(
      names = "--http-tls-certificate",
      paramLabel = "FILE",
      description =
          "PEM, the server's own certificate first: the port speaks TLS only. Read again when it"
              + " changes. Needs --http-tls-key")
  private Optional<Path> certificate;

  @Option(
      names = "--http-tls-key",
      paramLabel = "FILE",
      description = "PEM, the certificate's key, without a password. Read again when it changes")
  private Optional<Path> key;

  /** Returns the port, as the user writes it. */
  abstract String port();

  /** Returns the address that the server listens at. */
  String host() {
    return host;
  }

  /** Returns {@code http}, or {@code https} where the port speaks TLS. */
  String scheme() {
    return certificate.isPresent() ? "https" : "http";
  }

  /** Starts to answer; nothing where the user wants none. The caller closes it. */
  Optional<HealthServer> serve(StreamHealth health, PrometheusMetrics metrics) {
    return serve((number, files) -> HealthServer.start(host, number, files, health, metrics));
  }

  /** Starts to answer for a stream with resources of its own, by their paths. */
  Optional<HealthServer> serve(
      StreamHealth health, PrometheusMetrics metrics, Map<String, HttpEndpoint> more) {
    return serve((number, files) -> HealthServer.start(host, number, files, health, metrics, more));
  }

  /** Starts to answer for a process that is no stream. */
  Optional<HealthServer> serve(Supplier<HealthAnswer> health, PrometheusMetrics metrics) {
    return serve((number, files) -> HealthServer.start(host, number, files, health, metrics));
  }

  /** Starts a server at a port. */
  private interface Start {
    HealthServer at(int number, Optional<TlsFiles> files) throws IOException;
  }

  private Optional<HealthServer> serve(Start start) {
    if (port().equals(NONE)) {
      return Optional.empty();
    }
    try {
      int number = number();
      Optional<TlsFiles> files = TlsPair.open("--http-tls", certificate, key);
      HealthServer server = start.at(number, files);
      LOG.info(
          "health and metrics at {}://{}:{}/health/ready and /metrics",
          files.isPresent() ? "https" : "http",
          host,
          server.port());
      return Optional.of(server);
    } catch (IOException e) {
      throw new BadInputException(
          "health and metrics: %s; give another --http-port (0 for any that is free, or none) or --http-host"
              .formatted(e.getMessage()));
    }
  }

  private int number() {
    try {
      int number = Integer.parseInt(port());
      if (number >= 0 && number <= MAX_PORT) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As wrong as a number out of range.
    }
    throw new BadInputException(
        "--http-port is '%s': expected a number from 0 to %d, or none".formatted(port(), MAX_PORT));
  }
}
