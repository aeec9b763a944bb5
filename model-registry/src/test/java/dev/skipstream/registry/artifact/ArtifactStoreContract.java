package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link ArtifactStore}: each implementation has a test that extends this one. */
@Timeout(60)
public abstract class ArtifactStoreContract {
  private static final String NOT_ITS_DIGEST = "sha256:" + "0".repeat(64);

  @TempDir protected Path folder;

  /** Opens the store of this test, as another process would open it. */
  protected abstract ArtifactStore store() throws Exception;

  /** Replaces the bytes of a stored artifact, without the store. */
  protected abstract void damage(String digest) throws Exception;

  @Test
  void givesBackTheBytesThatWerePut() throws Exception {
    Path archive = archive();
    String digest = Digests.of(archive);
    store().put(archive, digest);

    assertThat(store().fetch(digest)).hasContent("of " + folder);
  }

  @Test
  void keepsNothingOfAFileWhoseDigestIsAnother() throws Exception {
    Path archive = archive();
    ArtifactStore store = store();

    assertThatThrownBy(() -> store.put(archive, NOT_ITS_DIGEST))
        .isInstanceOf(InvalidModelException.class);
    assertThatThrownBy(() -> store.fetch(NOT_ITS_DIGEST))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThatThrownBy(() -> store.requireStored(NOT_ITS_DIGEST))
        .isInstanceOf(MissingArtifactException.class);
  }

  @Test
  void refusesAnArtifactThatWasDamagedInTheStore() throws Exception {
    String digest = put();
    damage(digest);
    ArtifactStore store = store();

    assertThatThrownBy(() -> store.fetch(digest))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(digest)
        .hasMessageContaining("damaged or not this version");
  }

  @Test
  void givesBackADamagedArtifactThatIsPutAgain() throws Exception {
    String digest = put();
    damage(digest);

    store().put(archive(), digest);

    assertThat(store().fetch(digest)).hasContent("of " + folder);
  }

  @Test
  void knowsAnArtifactThatIsStored() throws Exception {
    Path archive = archive();
    String digest = Digests.of(archive);
    ArtifactStore store = store();

    assertThatThrownBy(() -> store.requireStored(digest))
        .isInstanceOf(MissingArtifactException.class);
    store.put(archive, digest);
    store.requireStored(digest);
  }

  @Test
  void namesTheArtifactThatIsNotThere() throws Exception {
    String digest = Digests.of(archive());
    ArtifactStore store = store();

    assertThatThrownBy(() -> store.fetch(digest))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining(Digests.hex(digest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sha256:../../etc/passwd", "sha256:0", "md5:d41d8cd98f00b204e9800998ecf8427e"})
  void refusesADigestThatIsNone(String digest) throws Exception {
    Path archive = archive();
    ArtifactStore store = store();

    assertThatThrownBy(() -> store.fetch(digest)).isInstanceOf(InvalidModelException.class);
    assertThatThrownBy(() -> store.requireStored(digest)).isInstanceOf(InvalidModelException.class);
    assertThatThrownBy(() -> store.put(archive, digest)).isInstanceOf(InvalidModelException.class);
  }

  @Test
  void ofSeveralThatPutTheSameArtifactAtOnceNoneFails() throws Exception {
    String digest = Digests.of(archive());
    ArtifactStore store = store();
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, writers)
                  .mapToObj(
                      i ->
                          CompletableFuture.runAsync(
                              () -> store.put(archive("copy-" + i + ".pt"), digest), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      threads.shutdownNow();
    }

    assertThat(store.fetch(digest)).hasContent("of " + folder);
  }

  /** Puts the archive of this test, and returns its digest. */
  protected final String put() throws Exception {
    Path archive = archive();
    String digest = Digests.of(archive);
    store().put(archive, digest);
    return digest;
  }

  /** Writes a file whose bytes no other test has. */
  protected final Path archive() {
    return archive("archive.pt");
  }

  private Path archive(String name) {
    try {
      return Files.writeString(folder.resolve(name), "of " + folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
