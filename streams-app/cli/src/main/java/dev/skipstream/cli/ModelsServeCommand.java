package dev.skipstream.cli;

import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.registry.server.RegistryServer;
import dev.skipstream.registry.server.ServerSettings;
import dev.skipstream.registry.server.TransferLimits;
import dev.skipstream.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = {
      "Serves the registry by HTTP until it is interrupted: to 'skipstream --registry http://...'"
          + " and to MLflow's clients.",
      "Without --tokens everybody may read, and programs of this machine may write while it listens"
          + " to no other."
    },
    footer = {
      "",
      "Example: skipstream models serve --tokens tokens.txt --host 0.0.0.0",
      "A line of tokens.txt: ci write $(openssl rand -hex 24)",
      "Only its owner may read it: chmod 600 tokens.txt"
    })
final class ModelsServeCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "address it listens at; 0.0.0.0 for all (default: ${DEFAULT-VALUE})")
  String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "0 for any that is free (default: ${DEFAULT-VALUE})")
  int port;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "who may use it: NAME read|write TOKEN a line; the name goes into the registry's log")
  Optional<Path> tokens;

  @Option(
      names = "--upload-limit",
      paramLabel = "BYTES",
      defaultValue = "2000000000",
      description = "of the largest archive that is taken (default: ${DEFAULT-VALUE})")
  long uploadLimit;

  @Option(
      names = "--transfers",
      paramLabel = "NUMBER",
      defaultValue = "32",
      description =
          "uploads and downloads of archives at the same time; further ones are told to try again"
              + " (default: ${DEFAULT-VALUE})")
  int transfers;

  @Option(
      names = "--transfer-rate",
      paramLabel = "BYTES",
      defaultValue = "16384",
      description =
          "a second, over ten seconds, that a transfer moves at least; a slower one is ended"
              + " (default: ${DEFAULT-VALUE})")
  long transferRate;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "PEM, the server's own certificate first: the service speaks TLS only. Read again when"
              + " it changes. Needs --tls-key")
  Optional<Path> certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM, the certificate's key, without a password. Read again when it changes")
  Optional<Path> key;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new BadInputException(
          "--port is %d: expected a number from 0 to 65535".formatted(port));
    }
    RegistryLocation location = registry.location();
    Optional<TlsFiles> files = TlsPair.open("--tls", certificate, key);
    ServerSettings settings =
        new ServerSettings(
            host, port, readTokens(), location.workFolder(), uploadLimit, limits(), files);
    RegistryServer server = start(settings, location);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    String address =
        "%s://%s:%d".formatted(files.isPresent() ? "https" : "http", host, server.port());
    System.out.printf(
        "%s is served at %s; %s/openapi.json describes it%n", location, address, address);
    Thread.currentThread().join(); // until the process is told to end
    return ExitCode.DONE.status();
  }

  private TransferLimits limits() {
    return new TransferLimits(transfers, transferRate, TransferLimits.DEFAULT.window());
  }

  private Optional<AccessTokens> readTokens() {
    return tokens.map(
        file -> {
          try {
            return AccessTokens.read(file);
          } catch (IOException e) {
            throw new BadInputException("--tokens %s cannot be read: %s".formatted(file, e));
          }
        });
  }

  private static RegistryServer start(ServerSettings settings, RegistryLocation location) {
    try {
      return RegistryServer.start(settings, location::openLog, location.artifacts());
    } catch (IOException e) {
      throw new BadInputException(e.getMessage() + "; give another --port or --host");
    }
  }
}
