package dev.skipstream.cli;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleSettings;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.server.AccessTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of a console, without its address: each command has a default of its own. */
abstract class ConsoleAccess {
  private static final Pattern FORM = Pattern.compile("\\[?([^\\[\\]/\\s]+?)\\]?:(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--console-url",
      paramLabel = "URL",
      description =
          "address at which users open the console, where a proxy serves it, such as"
              + " https://skipstream.example.org. Needs --console and --console-tokens")
  private Optional<URI> url;

  @Option(
      names = "--console-tokens",
      paramLabel = "FILE",
      description =
          "who may use the console: NAME read|write TOKEN a line, as for 'models serve'. Needed"
              + " beyond loopback, and for each change")
  private Optional<Path> tokens;

  @Option(
      names = "--console-readers",
      paramLabel = "WHO",
      defaultValue = "token",
      description =
          "beyond loopback, the page shows the stream to holders of a token, or to anyone. Choose"
              + " anyone where only trusted machines reach the port. A change needs a token always"
              + " (default: ${DEFAULT-VALUE})")
  private Readers readers;

  @Option(
      names = "--console-tls-certificate",
      paramLabel = "FILE",
      description =
          "PEM, the server's own certificate first: the console speaks TLS only. Read again when it"
              + " changes. Needs --console-tls-key")
  private Optional<Path> certificate;

  @Option(
      names = "--console-tls-key",
      paramLabel = "FILE",
      description = "PEM, the certificate's key, without a password. Read again when it changes")
  private Optional<Path> key;

  /** The readers beyond loopback, as the user writes them. */
  enum Readers {
    token,
    anyone
  }

  /** Returns the address, as the user writes it; empty for no console. */
  abstract Optional<String> address();

  /**
   * Starts the console; nothing where the user wants none. The caller closes it.
   *
   * @param registry opens the registry for an operator
   */
  Optional<Console> serve(
      Supplier<Map<String, Object>> client,
      ConsoleTopics topics,
      Optional<ImageFetcher> references,
      Function<String, ModelRegistry> registry) {
    Optional<String> address = address();
    if (address.isEmpty()) {
      if (url.isPresent()) {
        throw new BadInputException(
            "--console-url is '%s' without --console: give the address to listen at too, such as --console 0.0.0.0:8088"
                .formatted(url.get()));
      }
      return Optional.empty();
    }
    Matcher form = FORM.matcher(address.get());
    if (!form.matches() || Integer.parseInt(form.group(2)) > MAX_PORT) {
      throw new BadInputException(
          "--console is '%s': expected ADDRESS:PORT, such as 127.0.0.1:8088"
              .formatted(address.get()));
    }
    Optional<AccessTokens> users = tokens.map(ConsoleAccess::read);
    ConsoleSettings settings =
        Settings.checked(
            () ->
                new ConsoleSettings(
                    form.group(1),
                    Integer.parseInt(form.group(2)),
                    url,
                    TlsPair.open("--console-tls", certificate, key),
                    users,
                    readers == Readers.anyone,
                    client,
                    topics,
                    references,
                    registry));
    try {
      Console console = Console.start(settings);
      System.err.println("console at " + console.url());
      return Optional.of(console);
    } catch (IOException e) {
      throw new BadInputException(
          "the console %s; give another --console".formatted(e.getMessage()));
    }
  }

  private static AccessTokens read(Path file) {
    try {
      return AccessTokens.read(file);
    } catch (IOException e) {
      throw new BadInputException("--console-tokens %s cannot be read: %s".formatted(file, e));
    }
  }
}
