package dev.skipstream.source.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as files below a folder. */
class FileImageStoreTest extends ImageStoreContract {
  @TempDir Path folder;

  @Override
  URI place() {
    return URI.create("file://" + folder.resolve("images"));
  }

  @Override
  Optional<URI> endpoint() {
    return Optional.empty();
  }

  @Test
  void leavesNoUnfinishedFile() throws Exception {
    store(event("a", "a/1", new byte[] {1}));

    try (Stream<Path> files = Files.walk(folder.resolve("images"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("1-[0-9a-f]{32}\\.jpg");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnErrorThatNamesTheFrameAndTheFile() throws Exception {
    Files.createDirectories(folder.resolve("images"));
    Files.createFile(folder.resolve("images").resolve("a"));

    assertThatThrownBy(() -> store(event("a", "a/1", new byte[] {1})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("frame a/1: its image cannot be stored as " + folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"images", "file:images", "file://host/images", "s3:/images", "http://a/b"})
  void aPlaceOfAnotherFormIsAnError(String place) {
    assertThatThrownBy(() -> ImageStores.open(new URI(place), Optional.empty()))
        .hasMessageContaining("store is '" + place + "': expected");
  }
}
