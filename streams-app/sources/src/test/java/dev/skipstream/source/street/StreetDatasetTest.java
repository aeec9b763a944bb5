package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreetDatasetTest {
  private static final StreetView VIEW =
      new StreetView(96, 64, Duration.ofMillis(100), Optional.empty(), Optional.empty());

  @TempDir Path folder;

  @Test
  void continuesAStoppedDataSetToTheBytesOfOneThatWasNotStopped() throws Exception {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    StreetDataset.Size size = dataset(whole).write(StreetDataset.Control.NONE);

    StreetDataset.Size first = dataset(cut).write(new StopAfter(4));
    StreetDataset.Size second = dataset(cut).write(StreetDataset.Control.NONE);

    assertThat(first.frames()).isEqualTo(4);
    assertThat(second).isEqualTo(size);
    assertThat(size.frames()).isEqualTo(7);
    assertThat(cut.resolve("instances.json"))
        .hasSameTextualContentAs(whole.resolve("instances.json"));
    assertThat(LabelledDataset.read(cut.resolve("instances.json")).images()).hasSize(7);
  }

  @Test
  void refusesAFolderOfSomethingElse() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> dataset(folder).write(StreetDataset.Control.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("is not empty");
  }

  @Test
  void refusesAStreetWithoutAFrame() {
    assertThatThrownBy(() -> new StreetDatasetSettings(folder, 2, 1, 3, VIEW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("frames is 2 and streets is 3");
  }

  private static StreetDataset dataset(Path folder) {
    return new StreetDataset(new StreetDatasetSettings(folder, 7, 21, 2, VIEW));
  }

  private static final class StopAfter implements StreetDataset.Control {
    private int left;

    StopAfter(int frames) {
      left = frames;
    }

    @Override
    public boolean stopRequested() {
      return left == 0;
    }

    @Override
    public void drawn() {
      left--;
    }
  }
}
