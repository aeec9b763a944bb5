package dev.skipstream.cli;

import picocli.CommandLine.Option;

/** The options of the HTTP server of a stream. */
final class HttpOptions extends HttpAddress {
  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "for /health/live, /health/ready and /metrics; 0 for any free port, or none (default:"
              + " ${DEFAULT-VALUE})")
  private String port;

  @Override
  String port() {
    return port;
  }
}
