package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoResultsWriterTest {
  private static final Detection CAR =
      new Detection("car", 3, 0.875, new BoundingBox(1.5, 2, 30, 40));

  @TempDir Path folder;
  private Path results;
  private LabelledDataset dataset;

  @BeforeEach
  void readDataset() throws Exception {
    results = folder.resolve("results.json");
    Path instances = folder.resolve("instances.json");
    Files.writeString(
        instances,
        """
        {"categories": [{"id": 17, "name": "car"}],
         "images": [{"id": 42, "file_name": "a/0001.jpg"}, {"id": 43, "file_name": "a/0002.jpg"}],
         "annotations": [{"image_id": 42, "category_id": 17, "bbox": [1.5, 2, 30, 40]}]}
        """);
    dataset = LabelledDataset.read(instances);
  }

  @Test
  void hasTheDataSetsIdsByName() throws Exception {
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(dataset))) {
      writer.add("lobby", "lobby/0002", List.of());
      writer.add("lobby", "lobby/0001", List.of(CAR));
      writer.finish();
    }

    assertThat(results)
        .hasContent(
            "[{\"image_id\":42,\"category_id\":17,\"bbox\":[1.5,2.0,30.0,40.0],\"score\":0.875}]");
    List<ScoredFrame> frames = new ArrayList<>();
    ImageDetections.ofResults(dataset, results).forEach(frames::add);
    assertThat(frames.get(0).found()).containsExactly(new Detection("car", 17, 0.875, CAR.box()));
  }

  @Test
  void numbersFramesWhereThereIsNoDataSet() throws Exception {
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.empty())) {
      writer.add("lobby", "lobby/a", List.of());
      writer.add("lobby", "lobby/b", List.of(CAR));
      writer.finish();
    }

    assertThat(results)
        .hasContent(
            "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1.5,2.0,30.0,40.0],\"score\":0.875,\"frame\":\"lobby/b\"}]");
  }

  @Test
  void saysWhichCategoriesThereAreWhenOneIsNotAmongThem() throws Exception {
    Detection van = new Detection("van", 17, 0.5, CAR.box());
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(dataset))) {
      assertThatThrownBy(() -> writer.add("lobby", "lobby/0001", List.of(van)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("instances.json: has no category 'van', only [car]");
    }
    assertThat(folder).isDirectoryNotContaining("glob:**results*");
  }

  @Test
  void rejectsASecondFrameOfOneImage() throws Exception {
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(dataset))) {
      writer.add("lobby", "lobby/a/0001", List.of(CAR));

      assertThatThrownBy(() -> writer.add("gate", "gate/a/0001", List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "frame lobby/a/0001 of source lobby and frame gate/a/0001 of source gate are both"
                  + " image a/0001.jpg")
          .hasMessageContaining("--source");
    }
    assertThat(folder).isDirectoryNotContaining("glob:**results*");
  }

  @Test
  void anErrorLeavesAnEarlierFileAsItWas() throws Exception {
    Files.writeString(results, "[]");
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(dataset))) {
      writer.add("lobby", "lobby/a/0001", List.of(CAR));
    }

    assertThat(results).hasContent("[]");
  }
}
