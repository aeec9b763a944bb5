package dev.skipstream.cli;

import picocli.CommandLine.Option;

/** The options of the HTTP server of tracking, which answers for the counts too. */
final class TrackHttpOptions extends HttpAddress {
  static final int DEFAULT_PORT = 8081;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "" + DEFAULT_PORT,
      description =
          "for the counts of lines, /health/live, /health/ready and /metrics; 0 for any free port,"
              + " or none (default: ${DEFAULT-VALUE})")
  private String port;

  @Override
  String port() {
    return port;
  }
}
