package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.MissingArtifactException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small artifact store: one class, added to the others in one place, keeps the contract. */
class AddedStoreTest extends OwnedArtifactStoreContract {
  private final Map<String, Artifact> shelf = new ConcurrentHashMap<>();
  private final ArtifactStores stores =
      ArtifactStores.bundled().with("memory", (place, cache) -> new MemoryStore(shelf, cache));

  private record Artifact(byte[] bytes, Instant since) {}

  /** Artifacts in this process. */
  private record MemoryStore(Map<String, Artifact> shelf, ArtifactCache cache)
      implements ArtifactStore {
    @Override
    public void put(Path file, String digest) {
      Digests.hex(digest);
      try {
        Digests.require(file, digest, file.toString());
        shelf.put(digest, new Artifact(Files.readAllBytes(file), Instant.now()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Path fetch(String digest) {
      Digests.hex(digest);
      try {
        return cache.fetch(digest, "memory", file -> Files.write(file, stored(digest).bytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void requireStored(String digest) {
      Digests.hex(digest);
      stored(digest);
    }

    private Artifact stored(String digest) {
      Artifact artifact = shelf.get(digest);
      if (artifact == null) {
        throw new MissingArtifactException("artifact %s is not there".formatted(digest), null);
      }
      return artifact;
    }

    @Override
    public Removed removeUnused(Set<String> used, Instant before) {
      int files = 0;
      long bytes = 0;
      for (Map.Entry<String, Artifact> one : List.copyOf(shelf.entrySet())) {
        if (!used.contains(one.getKey()) && one.getValue().since().isBefore(before)) {
          shelf.remove(one.getKey());
          files++;
          bytes += one.getValue().bytes().length;
        }
      }
      return new Removed(files, bytes);
    }
  }

  @Override
  protected ArtifactStore store() throws IOException {
    // As another process, which has not what this one fetched.
    return stores.open("memory://shelf", cache("cache-" + System.nanoTime()));
  }

  @Override
  protected void damage(String digest) {
    shelf.put(digest, new Artifact("damaged".getBytes(StandardCharsets.UTF_8), Instant.now()));
  }

  private ArtifactCache cache(String name) {
    return new ArtifactCache(folder.resolve(name), 1_000);
  }

  @Test
  void aPlaceWithoutASchemeIsAFolder() throws Exception {
    String place = folder.resolve("store").toString();
    String digest = Digests.of(archive());

    stores.open(place, cache("cache")).put(archive(), digest);

    assertThat(stores.folder(place)).hasValue(folder.resolve("store"));
    assertThat(stores.folder("memory://shelf")).isEmpty();
    assertThat(folder.resolve("store/artifacts/sha256").resolve(Digests.hex(digest))).exists();
    assertThat(stores.open("S3://models/cells", cache("cache")))
        .isInstanceOf(S3ArtifactStore.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://models", "://models", "s3://models in europe"})
  void refusesAPlaceThatNoStoreHas(String place) {
    assertThatThrownBy(() -> stores.open(place, cache("cache")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "artifact store is '%s': expected a folder, or a URI that begins with memory:// or s3://"
                .formatted(place));
  }
}
