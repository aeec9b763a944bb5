package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.artifact.ArtifactCache;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.artifact.ArtifactStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives of a service, by HTTP. */
class RemoteArtifactStoreTest extends ArtifactStoreContract {
  private static final String TOKEN = "0123456789abcdef0123";

  @TempDir Path served;
  @TempDir Path cache;
  private TestService service;

  @BeforeEach
  void start() throws IOException {
    Path tokens = TestService.tokens(served, "ann write %s\n".formatted(TOKEN));
    service = new TestService(served, Clock.systemUTC(), Optional.of(AccessTokens.read(tokens)));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Override
  protected ArtifactStore store() {
    return new RemoteArtifactStore(
        new RegistryClient(service.uri(), Optional.of(TOKEN)), new ArtifactCache(cache, 1_000_000));
  }

  @Override
  protected void damage(String digest) throws IOException {
    Files.writeString(served.resolve("artifacts/sha256").resolve(Digests.hex(digest)), "damaged");
  }

  @Test
  void archivesGoThereAndComeBackAndAreKept() throws Exception {
    ArtifactStore store = store();
    Path archive = Files.writeString(folder.resolve("new.pt"), "a new archive");
    String digest = Digests.of(archive);
    String absent = "sha256:" + "01".repeat(32);

    store.put(archive, digest);

    assertThat(store.fetch(digest)).hasContent("a new archive").startsWith(cache);
    service.close();
    assertThat(store.fetch(digest)).hasContent("a new archive");
    assertThatThrownBy(() -> store.fetch(absent))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("no server answers; check --registry");
  }

  @Test
  void keepsNothingOfADamagedArchiveInTheCache() throws Exception {
    String digest = put();
    damage(digest);

    assertThatThrownBy(() -> store().fetch(digest))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("damaged or not this version");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void leavesItToTheServiceToRemoveArchives() {
    assertThatThrownBy(() -> store().removeUnused(Set.of(), Instant.now()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("a service's archives are removed where it runs");
  }
}
