package dev.skipstream.registry.artifact;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifacts that were used last, in a folder, as many as fit its bound.
 *
 * <p>Threading: safe for threads and processes: files come and go as a whole, and one that is
 * removed while a model is being loaded from it stays readable until then.
 */
public final class ArtifactCache {
  private static final Logger LOG = LoggerFactory.getLogger(ArtifactCache.class);

  private final Path folder;
  private final FileSystemArtifactStore store;
  private final long maxBytes;

  /** Brings an artifact's bytes. */
  public interface Download {
    void into(Path file) throws IOException;
  }

  /** A file, as it was when the folder was read. */
  private record Kept(Path path, FileTime used, long bytes) {}

  /**
   * Opens a cache.
   *
   * @param folder made when the first artifact is kept
   * @param maxBytes of all files; the one that was kept last stays, however large
   */
  public ArtifactCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.store = new FileSystemArtifactStore(folder);
    this.maxBytes = maxBytes;
  }

  /** The file of an artifact, verified anew, if it is here. */
  private Optional<Path> find(String digest) {
    try {
      Path file = store.fetch(digest);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(file);
    } catch (RegistryUnavailableException e) {
      return Optional.empty();
    } catch (InvalidModelException e) {
      LOG.warn("{}; it is fetched again", e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Returns a local file with the artifact's verified bytes, from the cache or else downloaded. If
   * two threads download the same artifact at once, one of the files stays.
   *
   * @param from the origin of the artifact, for messages
   * @throws IOException of the download
   */
  public Path fetch(String digest, String from, Download download) throws IOException {
    Optional<Path> here = find(digest);
    if (here.isPresent()) {
      return here.get();
    }
    Path incoming = incoming();
    try {
      download.into(incoming);
      Digests.require(incoming, digest, from);
      return keep(incoming, digest);
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  private Path incoming() {
    try {
      return Files.createTempFile(Files.createDirectories(folder), "incoming-", ".tmp");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Keeps a verified file of the folder, and lets go of those that were not used for longest. */
  private Path keep(Path file, String digest) {
    Path kept = store.pathOf(digest);
    try {
      Files.createDirectories(kept.getParent());
      Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
      shrink(kept);
    } catch (IOException e) {
      throw unavailable(e);
    }
    return kept;
  }

  private void shrink(Path last) throws IOException {
    List<Kept> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(last.getParent())) {
      for (Path path : all.toList()) {
        read(path).ifPresent(files::add);
      }
    }
    files.sort(Comparator.comparing(Kept::used));
    long bytes = files.stream().mapToLong(Kept::bytes).sum();
    for (Kept oldest : files) {
      if (bytes > maxBytes && !oldest.path().equals(last)) {
        Files.deleteIfExists(oldest.path());
        bytes -= oldest.bytes();
      }
    }
  }

  /** Nothing where another process was quicker. */
  private static Optional<Kept> read(Path path) throws IOException {
    try {
      return Optional.of(new Kept(path, Files.getLastModifiedTime(path), Files.size(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private RegistryUnavailableException unavailable(IOException e) {
    return new RegistryUnavailableException(
        "artifact cache %s: %s; make it writable, or name another with --artifact-cache"
            .formatted(folder, e.getMessage()),
        e);
  }
}
