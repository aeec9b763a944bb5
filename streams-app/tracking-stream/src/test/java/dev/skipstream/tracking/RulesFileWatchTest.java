package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.zones.ZonesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileWatchTest {
  @TempDir private Path folder;
  private Path file;
  private RulesFileWatch watch;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("zones.yaml"), "one");
    watch = new RulesFileWatch(file, "one");
  }

  @Test
  void returnsAChangedContentOnceWhenTwoPollsFoundIt() throws IOException {
    assertThat(watch.poll()).isEmpty();
    Files.writeString(file, "t");
    assertThat(watch.poll()).isEmpty();
    Files.writeString(file, "two");
    assertThat(watch.poll()).isEmpty();
    assertThat(watch.poll()).contains("two");
    assertThat(watch.poll()).isEmpty();
  }

  @Test
  void returnsAContentAgainThatCouldNotBeHandled() throws IOException {
    Files.writeString(file, "two");
    assertThat(watch.poll()).isEmpty();
    assertThat(watch.poll()).contains("two");

    watch.again();

    assertThat(watch.poll()).contains("two");
    assertThat(watch.poll()).isEmpty();
  }

  @Test
  void reportsAMissingFileOnceAndGoesOnWithTheFile() throws IOException {
    Files.delete(file);
    assertThatThrownBy(watch::poll)
        .isInstanceOf(ZonesException.class)
        .hasMessage(file + ": there is no such file");
    assertThat(watch.poll()).isEmpty();

    Files.writeString(file, "two");
    assertThat(watch.poll()).isEmpty();
    assertThat(watch.poll()).contains("two");
    Files.delete(file);
    assertThatThrownBy(watch::poll).hasMessage(file + ": there is no such file");
  }
}
