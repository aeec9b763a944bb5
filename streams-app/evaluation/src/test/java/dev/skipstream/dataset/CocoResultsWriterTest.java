package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.CocoFrame;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.KeypointFrame;
import dev.skipstream.evaluate.MaskFrame;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Without a box: with one, pycocotools takes the area of the box as the size of the mask. */
  @Test
  void writesMasksThatAreReadAgain() throws Exception {
    LabelledDataset masks = shapes("'segmentation': [[0, 0, 0, 9, 9, 9]]", CocoTask.MASKS);
    RunLengthMask mask = RunLengthMask.ofRuns(20, 30, 40, 7, 13, 5, 535);
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(masks))) {
      writer.add("lobby", "lobby/0001", List.of(CAR), List.of(mask));
      writer.finish();
    }

    assertThat(results)
        .hasContent(
            "[{\"image_id\":42,\"category_id\":17,\"segmentation\":{\"size\":[20,30],\"counts\":\"%s\"},\"score\":0.875}]"
                .formatted(mask.text()));
    List<CocoFrame> frames = new ArrayList<>();
    ImageShapes.ofResults(masks, results).forEach(frames::add);
    MaskFrame frame = (MaskFrame) frames.get(0);
    assertThat(frame.detectionMasks()).containsExactly(mask);
    assertThat(frame.detectionAreas()).containsExactly(12);
    assertThat(frame.found()).containsExactly(new Detection("car", 17, 0.875, mask.box()));
  }

  @Test
  void writesKeypointsThatAreReadAgain() throws Exception {
    double[] numbers = new double[51];
    Arrays.setAll(numbers, i -> i / 4.0);
    Keypoints points = Keypoints.of(numbers);
    LabelledDataset dataset =
        shapes("'keypoints': [" + "1, 2, 2, ".repeat(16) + "1, 2, 2]", CocoTask.KEYPOINTS);
    try (CocoResultsWriter writer = new CocoResultsWriter(results, Optional.of(dataset))) {
      writer.add("lobby", "lobby/0001", List.of(CAR), List.of(points));
      writer.finish();
    }

    assertThat(results)
        .content()
        .startsWith("[{\"image_id\":42,\"category_id\":17,\"keypoints\":[0.0,0.25,");
    List<CocoFrame> frames = new ArrayList<>();
    ImageShapes.ofResults(dataset, results).forEach(frames::add);
    KeypointFrame frame = (KeypointFrame) frames.get(0);
    assertThat(frame.detectionPoints()).containsExactly(points);
    assertThat(frame.found()).containsExactly(new Detection("car", 17, 0.875, points.box()));
  }

  private LabelledDataset shapes(String shape, CocoTask task) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("shapes.json"),
            """
            {"categories": [{"id": 17, "name": "car"}],
             "images": [{"id": 42, "file_name": "a/0001.jpg", "width": 30, "height": 20}],
             "annotations": [{"image_id": 42, "category_id": 17, "bbox": [1.5, 2, 30, 40], %s}]}
            """
                .formatted(shape.replace('\'', '"')));
    return LabelledDataset.read(file, task);
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
