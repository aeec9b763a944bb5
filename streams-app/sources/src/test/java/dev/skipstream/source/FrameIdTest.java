package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameIdTest {

  @Test
  void aFileIsNamedByItsFolderAndItsStem() {
    assertThat(ids("site/cam0/0001.jpg", "site/cam1/0001.jpg"))
        .containsExactly("cam0/0001", "cam1/0001");
  }

  @Test
  void keepsTheExtensionThatTellsTwoFilesApart() {
    assertThat(ids("cam/a.jpg", "cam/a.png", "cam/b.png"))
        .containsExactly("cam/a.jpg", "cam/a.png", "cam/b");
  }

  @Test
  void keepsTheFoldersThatTellTwoFilesApart() {
    assertThat(ids("day/cam/1.jpg", "night/cam/1.jpg"))
        .containsExactly("cam/day/cam/1", "cam/night/cam/1");
  }

  @Test
  void aFileThatIsGivenTwiceIsOneFrame() {
    assertThat(ids("cam/a.jpg", "cam/../cam/a.jpg")).containsExactly("cam/a", "cam/a");
  }

  private static List<String> ids(String... files) {
    return FrameId.ofFiles(List.of(files).stream().map(Path.of("data")::resolve).toList()).stream()
        .map(FrameId::toString)
        .toList();
  }
}
