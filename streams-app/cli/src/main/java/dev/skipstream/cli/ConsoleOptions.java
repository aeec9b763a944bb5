package dev.skipstream.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the console of a stream. */
final class ConsoleOptions extends ConsoleAccess {
  @Option(
      names = "--console",
      paramLabel = "ADDRESS:PORT",
      description =
          "serve the console, a web page of the running stream, such as at 127.0.0.1:8088; port 0"
              + " for any free port (default: none)")
  private Optional<String> address;

  @Override
  Optional<String> address() {
    return address;
  }
}
