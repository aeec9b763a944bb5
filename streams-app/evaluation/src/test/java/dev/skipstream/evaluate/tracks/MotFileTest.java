package dev.skipstream.evaluate.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MotFileTest {
  @TempDir private Path folder;

  @Test
  void readsAGroundTruthAndAResult() throws IOException {
    Path truth = file("1,7,794.2,47.5,71.2,174.8,1,1,0.8\n1,8,10,20,5,6,0,12,1\n");
    Path result = file("3,1,1,1,50.5,20,-1,-1,-1,-1\n1,2.0,1e1,2,3,4,0.9\n");

    assertThat(MotFile.read(truth))
        .containsExactly(
            Map.entry(1, List.of(new TrackBox(7, new BoundingBox(793.2, 46.5, 71.2, 174.8)))));
    assertThat(MotFile.read(result))
        .containsExactly(
            Map.entry(1, List.of(new TrackBox(2, new BoundingBox(9, 1, 3, 4)))),
            Map.entry(3, List.of(new TrackBox(1, new BoundingBox(0, 0, 50.5, 20)))));
  }

  @Test
  void readsBackTheBoxesThatItWrote() throws IOException {
    NavigableMap<Integer, List<TrackBox>> frames = new TreeMap<>();
    frames.put(2, List.of(box(1, 10.25), box(2, 0)));
    frames.put(9, List.of(box(1, 1234.5)));
    Path file = folder.resolve("written.txt");

    MotFile.write(file, frames);

    assertThat(Files.readAllLines(file).get(0)).isEqualTo("2,1,11.25,3.0,30.0,40.5,1,-1,-1,-1");
    assertThat(MotFile.read(file)).isEqualTo(frames);
  }

  @Test
  void joinsAllFramesUpToTheLast() {
    NavigableMap<Integer, List<TrackBox>> truth = new TreeMap<>();
    truth.put(1, List.of(box(1, 0)));
    NavigableMap<Integer, List<TrackBox>> found = new TreeMap<>();
    found.put(3, List.of(box(2, 0)));

    assertThat(MotFile.join(truth, found))
        .containsExactly(
            new TrackPair(List.of(box(1, 0)), List.of()),
            new TrackPair(List.of(), List.of()),
            new TrackPair(List.of(), List.of(box(2, 0))));
    assertThat(MotFile.join(new TreeMap<>(), new TreeMap<>())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,1,0,0,5,5           | 6 columns: expected 7 to 10",
        "1,1,0,0,5,5,1,1,1,1,1 | 11 columns: expected 7 to 10",
        "0,1,0,0,5,5,1         | frame is 0: expected a whole number from 1",
        "1,1.5,0,0,5,5,1       | id is 1.5: expected a whole number from 1",
        "1,-1,0,0,5,5,1        | id is -1: expected a whole number from 1",
        "1,1,x,0,5,5,1         | column 3 is 'x': expected a number",
        "1,1,NaN,0,5,5,1       | column 3 is 'NaN': expected a number",
        "1,1,1f,0,5,5,1        | column 3 is '1f': expected a number",
        "1,1,1e999,0,5,5,1     | column 3 is '1e999': expected a finite number",
        "1,1,0,0,5,5,1,,1      | column 8 is '': expected a number",
        "1,1,0,0,-5,5,1        | box is -5.0 wide and 5.0 high: expected 0 or more",
      })
  void namesTheLineAtFault(String line, String message) throws IOException {
    Path file = file("1,9,0,0,5,5,1\n" + line + "\n");

    assertThatThrownBy(() -> MotFile.read(file))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageStartingWith(file + ", line 2: " + message);
  }

  @Test
  void rejectsATrackTwiceInAFrameAndAMissingFile() throws IOException {
    Path twice = file("1,9,0,0,5,5,1\n1,9,0,0,5,5,1\n");
    assertThatThrownBy(() -> MotFile.read(twice))
        .hasMessage(twice + ", line 2: frame 1 has track 9 twice: expected it once");

    Path missing = folder.resolve("missing.txt");
    assertThatThrownBy(() -> MotFile.read(missing))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage(missing + ": there is no such file");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "mot", ".txt"), text);
  }

  private static TrackBox box(long id, double x) {
    return new TrackBox(id, new BoundingBox(x, 2, 30, 40.5));
  }
}
