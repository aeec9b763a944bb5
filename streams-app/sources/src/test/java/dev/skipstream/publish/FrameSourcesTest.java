package dev.skipstream.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.source.DatasetSource;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.ImageFolder;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.street.StreetDataset;
import dev.skipstream.source.street.StreetDatasetSettings;
import dev.skipstream.source.street.StreetSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameSourcesTest {
  @TempDir Path folder;

  @BeforeEach
  void draw() throws Exception {
    new StreetDataset(
            new StreetDatasetSettings(
                folder.resolve("street"), 2, 1, 1, SourceSettings.DEFAULT.view()))
        .write(StreetDataset.Control.NONE);
  }

  @Test
  void opensAFolderADataSetAndAStreetByTheirNames() throws Exception {
    FrameSource images = open(folder.resolve("street/images"));
    FrameSource dataset = open(folder.resolve("street/instances.json"));
    FrameSource street = FrameSources.open("street:7", SourceSettings.DEFAULT);

    assertThat(images).isInstanceOf(ImageFolder.class);
    assertThat(images.knowsTruth()).isFalse();
    assertThat(dataset).isInstanceOf(DatasetSource.class);
    assertThat(dataset.frames()).hasValue(2);
    assertThat(dataset.knowsTruth()).isTrue();
    assertThat(street).isInstanceOf(StreetSource.class);
    assertThat(street.source()).isEqualTo("street-7");
    try (FrameReader reader = street.open()) {
      assertThat(reader.next()).isPresent();
    }
  }

  @Test
  void givesTheFramesTheKeyOfTheSettings() {
    SourceSettings settings =
        new SourceSettings(Optional.of("lobby"), 80, SourceSettings.DEFAULT.view());

    assertThat(FrameSources.open(folder.resolve("street/images").toString(), settings).source())
        .isEqualTo("lobby");
  }

  @Test
  void namesWhatItCannotOpen() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.mp4"), "no video");

    assertThatThrownBy(() -> open(text))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("notes.mp4");
    assertThatThrownBy(() -> FrameSources.open("street:main", SourceSettings.DEFAULT))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "source is 'street:main': expected a whole number as the street's seed, such as"
                + " street:7");
  }

  private static FrameSource open(Path path) {
    return FrameSources.open(path.toString(), SourceSettings.DEFAULT);
  }
}
