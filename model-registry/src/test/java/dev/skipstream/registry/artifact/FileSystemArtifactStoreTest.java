package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileSystemArtifactStoreTest extends OwnedArtifactStoreContract {
  /** SHA-256 of "abc", from FIPS 180-2, appendix B.1. */
  private static final String DIGEST_OF_ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private Path abc;

  @BeforeEach
  void write() throws IOException {
    abc = Files.writeString(folder.resolve("abc.pt"), "abc");
  }

  @Override
  protected ArtifactStore store() {
    return new FileSystemArtifactStore(folder.resolve("registry"));
  }

  @Override
  protected void damage(String digest) throws IOException {
    Files.writeString(store().fetch(digest), "damaged");
  }

  @Test
  void keepsAnArtifactUnderThePublishedDigestOfItsBytes() {
    store().put(abc, DIGEST_OF_ABC);

    assertThat(store().fetch(DIGEST_OF_ABC)).hasContent("abc");
  }

  @Test
  void leavesNoFileOfOneWhoseDigestIsAnother() {
    String other = "sha256:" + "0".repeat(64);

    assertThatThrownBy(() -> store().put(abc, other)).isInstanceOf(InvalidModelException.class);
    assertThat(folder.resolve("registry/artifacts/sha256")).isEmptyDirectory();
  }

  @Test
  void knowsAFileThatIsStoredWithoutReadingIt() throws Exception {
    store().put(abc, DIGEST_OF_ABC);
    Files.setPosixFilePermissions(store().fetch(DIGEST_OF_ABC), Set.of());

    store().requireStored(DIGEST_OF_ABC);
  }

  @Test
  void removesWhatAWriterLeftBehind() throws Exception {
    store().put(abc, DIGEST_OF_ABC);
    Path used = Files.writeString(folder.resolve("d.pt"), "d");
    String digestOfUsed = Digests.of(used);
    store().put(used, digestOfUsed);
    Files.writeString(folder.resolve("registry/artifacts/sha256/incoming-1.tmp"), "half");
    Instant now = Instant.now().plusSeconds(1);

    assertThat(store().removeUnused(Set.of(digestOfUsed), now.minusSeconds(60)))
        .isEqualTo(new ArtifactStore.Removed(0, 0));
    assertThat(store().removeUnused(Set.of(digestOfUsed), now))
        .isEqualTo(new ArtifactStore.Removed(2, 7));

    assertThat(store().fetch(digestOfUsed)).hasContent("d");
    assertThatThrownBy(() -> store().fetch(DIGEST_OF_ABC)).hasMessageContaining("is not there");
  }
}
