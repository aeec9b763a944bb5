package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemArtifactStoreTest {
  /** SHA-256 of "abc", from FIPS 180-2, appendix B.1. */
  private static final String DIGEST_OF_ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;
  private ArtifactStore store;
  private Path abc;

  @BeforeEach
  void open() throws IOException {
    store = new FileSystemArtifactStore(folder.resolve("registry"));
    abc = Files.writeString(folder.resolve("abc.pt"), "abc");
  }

  @Test
  void givesBackTheBytesThatWerePut() throws Exception {
    store.put(abc, DIGEST_OF_ABC);

    assertThat(store.fetch(DIGEST_OF_ABC)).hasContent("abc");
  }

  @Test
  void keepsNothingOfAFileWhoseDigestIsAnother() throws Exception {
    String other = "sha256:" + "0".repeat(64);

    assertThatThrownBy(() -> store.put(abc, other)).isInstanceOf(InvalidModelException.class);
    assertThat(folder.resolve("registry/artifacts/sha256")).isEmptyDirectory();
  }

  @Test
  void refusesAnArtifactThatWasDamagedInTheStore() throws Exception {
    store.put(abc, DIGEST_OF_ABC);
    Files.writeString(store.fetch(DIGEST_OF_ABC), "abd");

    assertThatThrownBy(() -> store.fetch(DIGEST_OF_ABC))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(DIGEST_OF_ABC)
        .hasMessageContaining("damaged");
  }

  @Test
  void namesTheFileThatIsNotThere() {
    assertThatThrownBy(() -> store.fetch(DIGEST_OF_ABC))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void refusesADigestThatIsAPath() {
    assertThatThrownBy(() -> store.fetch("sha256:../../etc/passwd"))
        .isInstanceOf(InvalidModelException.class);
  }
}
