package dev.skipstream.registry.server;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.server.Problem.ProblemException;
import dev.skipstream.registry.server.Transfers.Transfer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models' archives, by digest. They pass through without being held in memory.
 *
 * <p>Threading: any request thread. One archive is hashed at a time: hashes of as many archives as
 * there are transfers would take the processors from health and reads.
 */
final class ArtifactApi {
  private static final String ARTIFACT = "/v1/artifacts/{digest}";
  private static final Logger LOG = LoggerFactory.getLogger(ArtifactApi.class);

  private final ArtifactStore artifacts;
  private final Transfers transfers;
  private final Path uploads;
  private final long limit;
  private final Semaphore hashing = new Semaphore(1, true);

  /** An archive that was taken in. */
  record Stored(String digest, long bytes) {}

  ArtifactApi(ArtifactStore artifacts, Transfers transfers, ServerSettings settings) {
    this.artifacts = artifacts;
    this.transfers = transfers;
    this.uploads = settings.uploads();
    this.limit = settings.uploadLimit();
  }

  /** Returns the path at which an archive can be downloaded. */
  static String pathOf(String digest) {
    return ARTIFACT.replace("{digest}", digest);
  }

  void addTo(RoutesConfig routes) {
    // Without a handler of its own, a HEAD of anything is answered with 200.
    routes.get(ARTIFACT, this::download).head(ARTIFACT, this::find).put(ARTIFACT, this::upload);
  }

  /** Answers without reading the archive: its bytes were verified when they were put. */
  private void find(Context request) {
    String digest = digest(request);
    try {
      artifacts.requireStored(digest);
    } catch (MissingArtifactException e) {
      throw missing(digest);
    }
  }

  private void download(Context request) throws IOException {
    String digest = digest(request);
    try (Transfer transfer = transfers.begin(request)) {
      Path file = stored(digest);
      request
          .contentType("application/octet-stream")
          .header("Content-Length", String.valueOf(Files.size(file)));
      // Written here, and not as the request's result: the place is held until all is written.
      try (InputStream in = Files.newInputStream(file)) {
        transfer.copy(in, request.res().getOutputStream(), Long.MAX_VALUE);
      }
    }
  }

  private Path stored(String digest) {
    hashing.acquireUninterruptibly();
    try {
      return artifacts.fetch(digest);
    } catch (MissingArtifactException e) {
      throw missing(digest);
    } catch (InvalidModelException e) {
      LOG.error("an archive is damaged: {}", e.getMessage());
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "what is stored as archive %s is damaged or not this version: upload it again"
              .formatted(digest));
    } finally {
      hashing.release();
    }
  }

  /** Tells that an archive is not stored, without the folder or the bucket where it is not. */
  static ProblemException missing(String digest) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "archive %s is not stored: upload it with PUT %s".formatted(digest, pathOf(digest)));
  }

  private void upload(Context request) throws IOException {
    String digest = digest(request);
    long announced = request.req().getContentLengthLong();
    if (announced > limit) {
      throw tooLarge("%d bytes".formatted(announced));
    }
    try (Transfer transfer = transfers.begin(request)) {
      Path folder =
          Files.createTempDirectory(Files.createDirectories(uploads), ServerSettings.IMPORTS);
      Path file = folder.resolve("upload");
      try {
        long bytes = receive(transfer, request.req().getInputStream(), file);
        put(file, digest);
        request.status(HttpStatus.CREATED).header("Location", pathOf(digest));
        Answer.json(request, new Stored(digest, bytes));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    }
  }

  private long receive(Transfer transfer, InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      long bytes = transfer.copy(body, out, limit);
      if (bytes > limit) {
        throw tooLarge("more"); // what is announced may be wrong, or missing
      }
      return bytes;
    }
  }

  private void put(Path file, String digest) {
    hashing.acquireUninterruptibly();
    try {
      artifacts.put(file, digest);
    } catch (InvalidModelException e) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "the archive that was sent has another digest than %s: it is damaged or not this version, send it again"
              .formatted(digest));
    } finally {
      hashing.release();
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
