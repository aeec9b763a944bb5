package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.ImageEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void fill() throws Exception {
    folder = Files.createDirectories(parent.resolve("lobby"));
    Files.write(folder.resolve("b.PNG"), new byte[] {2});
    Files.write(folder.resolve("a.b.jpg"), new byte[] {1});
    Files.write(folder.resolve("notes.txt"), new byte[] {3});
    Files.createDirectories(folder.resolve("more.jpg"));
  }

  @Test
  void givesTheImagesInTheOrderOfTheirNames() throws Exception {
    List<ImageEvent> events = events(Optional.empty());

    assertThat(events).extracting(ImageEvent::id).containsExactly("lobby/a.b", "lobby/b");
    assertThat(events).extracting(event -> event.image()[0]).containsExactly((byte) 1, (byte) 2);
  }

  @Test
  void saysWhatItKnowsOfEachImage() throws Exception {
    ImageEvent second = events(Optional.empty()).get(1);

    assertThat(second.source()).isEqualTo("lobby");
    assertThat(second.sequence()).hasValue(1L);
    assertThat(second.capturedAt()).hasValue(NOW);
    assertThat(second.contentType()).hasValue("image/png");
  }

  @Test
  void takesTheSourceItIsGivenForTheFoldersName() throws Exception {
    assertThat(events(Optional.of("gate")))
        .extracting(ImageEvent::id)
        .containsExactly("gate/a.b", "gate/b");
  }

  private List<ImageEvent> events(Optional<String> source) throws Exception {
    return ImageFolder.of(folder, source).events(Clock.fixed(NOW, ZoneOffset.UTC)).toList();
  }
}
