package dev.skipstream.registry.server;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.artifact.ArtifactCache;
import dev.skipstream.registry.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * The archives of a registry's service, and those that were used here last in a folder: a worker
 * that cannot reach the service starts with what it has.
 *
 * <p>Threading: any thread.
 */
public final class RemoteArtifactStore implements ArtifactStore {
  private final RegistryClient client;
  private final ArtifactCache cache;

  /** A store; nothing is asked before it is used. */
  public RemoteArtifactStore(RegistryClient client, ArtifactCache cache) {
    this.client = client;
    this.cache = cache;
  }

  @Override
  public void put(Path file, String digest) {
    try {
      client.upload(pathOf(digest), file);
    } catch (IOException e) {
      throw new RegistryUnavailableException(
          "model archive %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public Path fetch(String digest) {
    String path = pathOf(digest);
    try {
      return cache.fetch(digest, path + " of the registry", file -> client.download(path, file));
    } catch (UnknownModelException e) {
      throw new MissingArtifactException(e.getMessage(), e);
    } catch (IOException e) {
      throw new RegistryUnavailableException(
          "model archive %s cannot be kept: %s".formatted(digest, e.getMessage()), e);
    }
  }

  @Override
  public void requireStored(String digest) {
    try {
      client.head(pathOf(digest));
    } catch (UnknownModelException e) {
      throw new MissingArtifactException(e.getMessage(), e);
    }
  }

  /** Returns the path of an archive. Rejects other text here: it could name another resource. */
  private static String pathOf(String digest) {
    Digests.hex(digest);
    return ArtifactApi.pathOf(digest);
  }

  /** Only the operator of the service may decide which artifacts it needs. */
  @Override
  public Removed removeUnused(Set<String> used, Instant before) {
    throw new UnsupportedOperationException("a service's archives are removed where it runs");
  }
}
