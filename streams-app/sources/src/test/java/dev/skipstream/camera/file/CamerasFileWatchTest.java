package dev.skipstream.camera.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CamerasFileWatchTest {
  @TempDir Path folder;
  private final List<String> reports = new ArrayList<>();
  private Path file;
  private CamerasFileWatch watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("cameras.yaml");
    write("gate", "yard");
    watch = new CamerasFileWatch(file, reports::add);
  }

  @Test
  void anUnchangedFileIsNoChange() {
    assertThat(names(watch.cameras())).containsExactly("gate", "yard");
    assertThat(polls(3)).isEmpty();
  }

  @Test
  void aChangeCountsOnceWhenTwoPollsFoundIt() throws IOException {
    write("gate", "dock");

    assertThat(watch.poll()).isEmpty();
    assertThat(watch.poll().map(CamerasFileWatchTest::names)).contains(List.of("gate", "dock"));
    assertThat(polls(2)).isEmpty();
  }

  @Test
  void aFileThatIsBeingWrittenRemovesNoCamera() throws IOException {
    write("gate");
    assertThat(watch.poll()).isEmpty();
    write("gate", "yard", "dock");

    assertThat(watch.poll()).isEmpty();
    assertThat(watch.poll().map(CamerasFileWatchTest::names))
        .contains(List.of("gate", "yard", "dock"));
  }

  @Test
  void aCommentChangesNoCamera() throws IOException {
    Files.writeString(file, Files.readString(file) + "# the east side\n");

    assertThat(polls(3)).isEmpty();
  }

  @Test
  void anUnfitFileKeepsTheCamerasAndIsReportedOnceForEachReason() throws IOException {
    Files.writeString(file, "cameras: []\n");
    assertThat(polls(4)).isEmpty();
    assertThat(reports)
        .singleElement()
        .asString()
        .startsWith(file.toString())
        .endsWith("; the cameras stay as they are");

    Files.delete(file);
    assertThat(polls(4)).isEmpty();
    assertThat(reports).hasSize(2).last().asString().contains("there is no such file");
    assertThat(names(watch.cameras())).containsExactly("gate", "yard");

    write("gate");
    assertThat(polls(3).map(CamerasFileWatchTest::names)).contains(List.of("gate"));
    assertThat(reports).hasSize(2);
  }

  @Test
  void anUnfitFileAtTheStartIsAnError() throws IOException {
    Files.writeString(file, "cameras: 7\n");

    assertThatThrownBy(() -> new CamerasFileWatch(file, reports::add))
        .isInstanceOf(SourceException.class);
  }

  /** Returns the last change that a number of polls found. */
  private Optional<List<CameraSettings>> polls(int number) {
    Optional<List<CameraSettings>> last = Optional.empty();
    for (int i = 0; i < number; i++) {
      Optional<List<CameraSettings>> now = watch.poll();
      last = now.isPresent() ? now : last;
    }
    return last;
  }

  private void write(String... names) throws IOException {
    StringBuilder yaml = new StringBuilder("cameras:\n");
    for (String name : names) {
      yaml.append("  - name: %s\n    url: rtsp://10.0.0.17/%s\n".formatted(name, name));
    }
    Files.writeString(file, yaml);
  }

  private static List<String> names(List<CameraSettings> cameras) {
    return cameras.stream().map(CameraSettings::name).toList();
  }
}
