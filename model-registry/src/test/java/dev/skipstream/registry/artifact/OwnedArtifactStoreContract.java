package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.MissingArtifactException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of a store whose owner may remove artifacts: all but the one of a service. */
abstract class OwnedArtifactStoreContract extends ArtifactStoreContract {

  @Test
  void removesTheOldArtifactsThatNoVersionHas() throws Exception {
    String unused = put();
    Path file = Files.writeString(folder.resolve("used.pt"), "used " + folder);
    String used = Digests.of(file);
    ArtifactStore store = store();
    store.put(file, used);

    assertThat(store.removeUnused(Set.of(used), Instant.now().minusSeconds(60)))
        .isEqualTo(new ArtifactStore.Removed(0, 0));
    assertThat(store.removeUnused(Set.of(used), Instant.now().plusSeconds(60)))
        .isEqualTo(new ArtifactStore.Removed(1, ("of " + folder).length()));

    assertThat(store.fetch(used)).hasContent("used " + folder);
    assertThatThrownBy(() -> store.fetch(unused))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void hasNothingToRemoveBeforeTheFirstArtifact() throws Exception {
    assertThat(store().removeUnused(Set.of(), Instant.now()).files()).isZero();
  }
}
