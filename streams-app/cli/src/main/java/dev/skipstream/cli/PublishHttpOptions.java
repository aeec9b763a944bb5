package dev.skipstream.cli;

import picocli.CommandLine.Option;

/** The options of the HTTP server of a publisher of cameras. */
final class PublishHttpOptions extends HttpAddress {
  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "none",
      description =
          "with cameras: for /health/live, /health/ready and /metrics; 0 for any free port, or none"
              + " (default: ${DEFAULT-VALUE})")
  private String port;

  @Override
  String port() {
    return port;
  }
}
