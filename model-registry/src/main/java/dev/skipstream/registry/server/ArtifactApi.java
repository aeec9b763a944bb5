package dev.skipstream.registry.server;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The models' archives, by digest. They pass through without being held in memory. */
final class ArtifactApi {
  private static final String ARTIFACT = "/v1/artifacts/{digest}";
  private static final int CHUNK = 1 << 16;

  private final ArtifactStore artifacts;
  private final Path uploads;
  private final long limit;

  /** An archive that was taken in. */
  record Stored(String digest, long bytes) {}

  ArtifactApi(ArtifactStore artifacts, ServerSettings settings) {
    this.artifacts = artifacts;
    this.uploads = settings.uploads();
    this.limit = settings.uploadLimit();
  }

  /** Where an archive is to be had. */
  static String pathOf(String digest) {
    return ARTIFACT.replace("{digest}", digest);
  }

  void addTo(RoutesConfig routes) {
    routes.get(ARTIFACT, this::download).put(ARTIFACT, this::upload);
  }

  private void download(Context request) throws IOException {
    Path file = artifacts.fetch(digest(request));
    request
        .contentType("application/octet-stream")
        .header("Content-Length", String.valueOf(Files.size(file)))
        .result(Files.newInputStream(file));
  }

  private void upload(Context request) throws IOException {
    String digest = digest(request);
    long announced = request.req().getContentLengthLong();
    if (announced > limit) {
      throw tooLarge("%d bytes".formatted(announced));
    }
    Path folder =
        Files.createTempDirectory(Files.createDirectories(uploads), ServerSettings.IMPORTS);
    Path file = folder.resolve("upload");
    try {
      long bytes = receive(request.bodyInputStream(), file);
      artifacts.put(file, digest);
      request
          .status(HttpStatus.CREATED)
          .header("Location", pathOf(digest))
          .json(new Stored(digest, bytes));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private long receive(InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      long bytes = 0;
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        bytes += read;
        // What is announced may be wrong, or missing.
        if (bytes > limit) {
          throw tooLarge("more");
        }
        out.write(chunk, 0, read);
      }
      return bytes;
    }
  }

  private ProblemException tooLarge(String bytes) {
    return new ProblemException(
        HttpStatus.CONTENT_TOO_LARGE,
        "the archive has %s: expected %d bytes at most; start the registry with a larger --upload-limit"
            .formatted(bytes, limit));
  }

  private static String digest(Context request) {
    String digest = request.pathParam("digest");
    Digests.hex(digest);
    return digest;
  }
}
