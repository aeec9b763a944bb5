package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.dataset.ImageDetections;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.TrueObject;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoEvaluatorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** Crowds, equal scores, areas that are not the box's, and more detections than count. */
  @Test
  void givesTheTwelveNumbersOfPycocotools() throws Exception {
    LabelledDataset dataset = LabelledDataset.read(resource("instances.json"));
    CocoMetrics metrics = ImageDetections.ofResults(dataset, resource("results.json")).score();

    JsonNode ours = JSON.valueToTree(metrics);
    JsonNode theirs = JSON.readTree(resource("pycocotools.json").toFile());
    for (Iterator<String> names = theirs.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      assertThat(ours.get(name).asDouble())
          .as(name)
          .isCloseTo(theirs.get(name).asDouble(), within(1e-12));
    }
    assertThat(theirs).hasSize(12);
    assertThat(metrics.categories())
        .extracting(CocoMetrics.Category::label)
        .containsExactly("cat", "dog");
  }

  @Test
  void aPerfectDetectorHasOneEverywhereThatThereIsSomethingToFind() {
    CocoEvaluator evaluator = new CocoEvaluator();
    BoundingBox box = new BoundingBox(10, 10, 50, 50);
    evaluator.add(List.of(object(box)), List.of(new Detection("car", 1, 0.9, box)));

    CocoMetrics metrics = evaluator.metrics();

    assertThat(metrics.ap()).isEqualTo(1, within(1e-9));
    assertThat(metrics.apMedium()).isEqualTo(1, within(1e-9));
    assertThat(metrics.ar1()).isEqualTo(1);
    assertThat(metrics.apSmall()).isEqualTo(-1);
    assertThat(metrics.apLarge()).isEqualTo(-1);
  }

  @Test
  void aFrameWithoutObjectsCountsItsDetectionsAsWrong() {
    CocoEvaluator evaluator = new CocoEvaluator();
    BoundingBox box = new BoundingBox(10, 10, 50, 50);
    evaluator.add(List.of(), List.of(new Detection("car", 1, 0.95, box)));
    evaluator.add(List.of(object(box)), List.of(new Detection("car", 1, 0.9, box)));

    assertThat(evaluator.metrics().ap50()).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void scoresTheImagesThatHaveAnEventAndByWhatIsSaidOfThem() throws Exception {
    Path instances = folder.resolve("instances.json");
    Files.writeString(
        instances,
        """
        {"categories": [{"id": 3, "name": "car"}],
         "images": [{"id": 1, "file_name": "a/1.jpg", "weather": "fog"},
                    {"id": 2, "file_name": "a/2.jpg", "weather": "clear"},
                    {"id": 3, "file_name": "a/3.jpg", "weather": "clear"}],
         "annotations": [{"image_id": 1, "category_id": 3, "bbox": [0, 0, 40, 40]},
                         {"image_id": 2, "category_id": 3, "bbox": [0, 0, 40, 40]},
                         {"image_id": 3, "category_id": 3, "bbox": [0, 0, 40, 40]}]}
        """);
    LabelledDataset dataset = LabelledDataset.read(instances);
    Detection found = new Detection("car", 3, 0.9, new BoundingBox(0, 0, 40, 40));
    ImageDetections events =
        ImageDetections.ofEvents(
            dataset, List.of(event("folder/1", List.of()), event("folder/2", List.of(found))));

    assertThat(events.score().ap50()).isCloseTo(51 / 101.0, within(1e-12));
    assertThat(events.scoreBy("weather").get("fog").ap50()).isZero();
    assertThat(events.scoreBy("weather").get("clear").ap50()).isCloseTo(1, within(1e-12));
  }

  private static DetectionEvent event(String frame, List<Detection> detections) {
    return new DetectionEvent(
        new FrameInfo(frame, "folder", Optional.empty(), Optional.empty(), 640, 384),
        Optional.empty(),
        new ModelIdentity("street", 1, "sha256:00"),
        detections);
  }

  private static TrueObject object(BoundingBox box) {
    return new TrueObject("car", 1, box, Optional.empty(), Optional.empty(), false);
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(CocoEvaluatorTest.class.getResource(name).toURI());
  }
}
