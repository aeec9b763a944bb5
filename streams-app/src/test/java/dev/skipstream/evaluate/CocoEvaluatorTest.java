package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.TrueObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoEvaluatorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** Crowds, equal scores, areas that are not the box's, and more detections than count. */
  @Test
  void givesTheTwelveNumbersOfPycocotools() throws Exception {
    CocoDataset dataset = CocoDataset.read(resource("instances.json"));
    CocoMetrics metrics = dataset.score(dataset.results(resource("results.json")));

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'image_id':7,'category_id':1,'bbox':[0,0,1,1],'score':0.5}    | speaks of image 7
          {'image_id':100,'category_id':99,'bbox':[0,0,1,1],'score':0.5}   | speaks of category 99
          {'image_id':100,'category_id':1,'bbox':[0,0,1,1]}                | has no score
          {'image_id':100,'category_id':1,'bbox':[0,0,1,1],'score':NaN}    | image 100 has the score NaN: expected a number from 0 to 1
          {'image_id':100,'category_id':1,'bbox':[0,0,1,1],'score':1.5}    | image 100 has the score 1.5
          {'image_id':100,'category_id':1,'bbox':[0,0,NaN,1],'score':0.5}  | a bbox of image 100 is [0.0, 0.0, NaN, 1.0]
          {'image_id':100,'category_id':1,'score':0.5}                     | a bbox of image 100 is absent
          {'image_id':100,'category_id':1,'bbox':[0,0,1,1],'score':?}      | is not COCO's JSON
          {'image_id':100,'category_id':1,'bbox':[0,0,1],'score':0.5}      | expected four numbers
          {'image_id':100,'category_id':1,'bbox':[5,5,-3,1],'score':0.5}   | [5.0, 5.0, -3.0, 1.0]
          """,
      quoteCharacter = '"')
  void saysWhatIsWrongWithResults(String result, String message) throws Exception {
    Path results = folder.resolve("other.json");
    Files.writeString(results, "[" + result.replace('\'', '"') + "]");

    assertThatThrownBy(() -> CocoDataset.read(resource("instances.json")).results(results))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"{},is no list", "'[{},7]',speaks of image 0", "[7],has a VALUE_NUMBER_INT"})
  void saysWhenAFileIsNoListOfResults(String content, String message) throws Exception {
    Path results = Files.writeString(folder.resolve("other.json"), content);

    assertThatThrownBy(() -> CocoDataset.read(resource("instances.json")).results(results))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json: ")
        .hasMessageContaining(message);
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
    CocoDataset dataset = CocoDataset.read(instances);
    Detection found = new Detection("car", 3, 0.9, new BoundingBox(0, 0, 40, 40));
    Map<Long, List<Detection>> events =
        dataset.events(List.of(event("folder/1", List.of()), event("folder/2", List.of(found))));

    assertThat(dataset.score(events).ap50()).isCloseTo(51 / 101.0, within(1e-12));
    assertThat(dataset.scoreBy("weather", events).get("fog").ap50()).isZero();
    assertThat(dataset.scoreBy("weather", events).get("clear").ap50()).isCloseTo(1, within(1e-12));
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
