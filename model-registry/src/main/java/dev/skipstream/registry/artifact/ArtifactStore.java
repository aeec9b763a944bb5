package dev.skipstream.registry.artifact;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** Keeps artifacts under the digest of their bytes. */
public interface ArtifactStore {

  /**
   * Takes a file into the store. A reader of the store sees the whole artifact or nothing.
   *
   * @param file is moved or copied: it may be gone afterwards
   * @param digest {@code sha256:} and the hex SHA-256 of the file, which the store checks
   */
  void put(Path file, String digest);

  /**
   * A local file with the artifact's bytes, verified anew.
   *
   * @throws dev.skipstream.registry.InvalidModelException when the bytes are not those of the
   *     digest
   * @throws dev.skipstream.registry.MissingArtifactException when the store has no such artifact
   * @throws dev.skipstream.registry.RegistryUnavailableException when they cannot be read
   */
  Path fetch(String digest);

  /**
   * Checks that the store has an artifact, without reading it: its bytes were verified when they
   * were put.
   *
   * @throws dev.skipstream.registry.MissingArtifactException when it has not
   * @throws dev.skipstream.registry.RegistryUnavailableException when the store cannot be asked
   */
  void requireStored(String digest);

  /**
   * Removes artifacts that no version refers to, and the remains of writers that were killed.
   *
   * @param used digests of the artifacts to keep
   * @param before the time from which artifacts stay: their version may be about to be registered
   * @return the number and size of the removed files
   */
  Removed removeUnused(Set<String> used, Instant before);

  /** The number and size of removed files. */
  record Removed(int files, long bytes) {}
}
