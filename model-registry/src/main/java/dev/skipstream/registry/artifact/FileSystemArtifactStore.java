package dev.skipstream.registry.artifact;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Artifacts in a folder: {@code artifacts/sha256/<hex>}. */
public final class FileSystemArtifactStore implements ArtifactStore {
  private static final String SCHEME = "sha256:";

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
        requireDigest(incoming, digest);
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
      requireDigest(path, digest);
      return path;
    } catch (IOException e) {
      throw unavailable(path, e);
    }
  }

  private Path pathOf(String digest) {
    if (!digest.matches(SCHEME + "[0-9a-f]{64}")) {
      throw new InvalidModelException(
          "digest is '%s': expected sha256: and 64 lower-case hex digits".formatted(digest));
    }
    return folder.resolve(digest.substring(SCHEME.length()));
  }

  private static void requireDigest(Path file, String expected) throws IOException {
    String actual = digestOf(file);
    if (!actual.equals(expected)) {
      throw new InvalidModelException(
          "model archive %s: its digest is %s, the registry says %s; the file is damaged or not this version, import it again"
              .formatted(file, actual, expected));
    }
  }

  private static String digestOf(Path file) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return SCHEME + HexFormat.of().formatHex(sha256.digest());
  }

  private static RegistryUnavailableException unavailable(Path path, IOException e) {
    String reason = e instanceof NoSuchFileException ? "is not there" : e.getMessage();
    return new RegistryUnavailableException(
        "artifact %s: %s; check that --registry names the right folder".formatted(path, reason), e);
  }
}
