package dev.skipstream.registry.server;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.log.LoggedModelRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A service over a folder, and what one asks of it. */
final class TestService implements AutoCloseable {
  static final long UPLOAD_LIMIT = 100_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final RegistryServer server;
  private final FileSystemArtifactStore artifacts;
  private final Path folder;

  TestService(Path folder, Clock clock, Optional<AccessTokens> tokens) throws IOException {
    this(folder, clock, tokens, "127.0.0.1");
  }

  TestService(Path folder, Clock clock, Optional<AccessTokens> tokens, String host)
      throws IOException {
    this(folder, clock, tokens, host, TransferLimits.DEFAULT);
  }

  TestService(
      Path folder,
      Clock clock,
      Optional<AccessTokens> tokens,
      String host,
      TransferLimits transfers)
      throws IOException {
    this.folder = folder;
    this.artifacts = new FileSystemArtifactStore(folder);
    this.server =
        RegistryServer.start(
            new ServerSettings(host, 0, tokens, folder, UPLOAD_LIMIT, transfers, Optional.empty()),
            () -> LoggedModelRegistry.inFolder(folder, clock, "the service"),
            artifacts);
  }

  /** Writes a file of tokens that its owner alone can read. */
  static Path tokens(Path folder, String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("tokens"), lines);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  RegistryServer server() {
    return server;
  }

  /** Puts an archive into the store, beside the service; gives back its digest. */
  String store(byte[] archive) throws IOException {
    Path file = Files.write(Files.createTempFile(folder, "archive", ".pt"), archive);
    String digest = Digests.of(file);
    artifacts.put(file, digest);
    return digest;
  }

  /** Sends JSON. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri() + path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<byte[]> getBytes(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(uri() + path)).timeout(PATIENCE).build(),
        BodyHandlers.ofByteArray());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
  }
}
