package dev.skipstream.registry.artifact;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Artifacts in a folder: {@code artifacts/sha256/<hex>}. */
public final class FileSystemArtifactStore implements ArtifactStore {
  private final Path folder;

  /**
   * Opens the store of a registry's folder.
   *
   * @param registry made when the first artifact is put
   */
  public FileSystemArtifactStore(Path registry) {
    this.folder = registry.resolve("artifacts").resolve("sha256");
  }

  @Override
  public void put(Path file, String digest) {
    Path target = pathOf(digest);
    try {
      Files.createDirectories(folder);
      Path incoming = Files.createTempFile(folder, "incoming-", ".tmp");
      try {
        Files.move(file, incoming, StandardCopyOption.REPLACE_EXISTING);
        Digests.require(incoming, digest, target.toString());
        Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(incoming);
      }
    } catch (IOException e) {
      throw unavailable(target, e);
    }
  }

  @Override
  public Path fetch(String digest) {
    Path path = pathOf(digest);
    try {
      Digests.require(path, digest, path.toString());
      return path;
    } catch (IOException e) {
      throw unavailable(path, e);
    }
  }

  @Override
  public void requireStored(String digest) {
    Path path = pathOf(digest);
    if (!Files.isRegularFile(path)) {
      throw unavailable(path, new NoSuchFileException(path.toString()));
    }
  }

  @Override
  public Removed removeUnused(Set<String> used, Instant before) {
    if (!Files.isDirectory(folder)) {
      return new Removed(0, 0);
    }
    Set<String> kept = used.stream().map(Digests::hex).collect(Collectors.toSet());
    int count = 0;
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName().toString())
            && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          long size = Files.size(file);
          Files.delete(file);
          count++;
          bytes += size;
        }
      }
      return new Removed(count, bytes);
    } catch (IOException e) {
      throw unavailable(folder, e);
    }
  }

  Path pathOf(String digest) {
    return folder.resolve(Digests.hex(digest));
  }

  private static RegistryUnavailableException unavailable(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new MissingArtifactException(
          "artifact %s: is not there; check that --registry names the right folder".formatted(path),
          e);
    }
    return new RegistryUnavailableException(
        "artifact %s: %s; check that --registry names the right folder"
            .formatted(path, e.getMessage()),
        e);
  }
}
