package dev.skipstream.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a console in a process of its own. */
final class ConsoleAloneOptions extends ConsoleAccess {
  @Option(
      names = "--console",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:8088",
      description =
          "address and port at which it listens; port 0 for any free port (default:"
              + " ${DEFAULT-VALUE})")
  private String address;

  @Override
  Optional<String> address() {
    return Optional.of(address);
  }
}
