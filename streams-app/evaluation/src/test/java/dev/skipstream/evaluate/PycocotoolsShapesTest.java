package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.dataset.ImageShapes;
import dev.skipstream.dataset.LabelledDataset;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that src/test/python/shapes_golden.py has written, with the metrics of pycocotools: crowds,
 * equal scores, polygons in several parts, and more detections than count.
 */
class PycocotoolsShapesTest {

  @ParameterizedTest
  @CsvSource({
    "MASKS, masks, results, 12",
    "MASKS, masks, boxed, 12",
    "KEYPOINTS, keypoints, results, 10",
  })
  void givesTheNumbersOfPycocotools(CocoTask task, String folder, String results, int count)
      throws Exception {
    LabelledDataset dataset = LabelledDataset.read(resource(folder, "instances.json"), task);

    CocoEvaluator evaluator =
        ImageShapes.ofResults(dataset, resource(folder, results + ".json")).evaluate();

    JsonNode ours = new JsonMapper().valueToTree(evaluator.figures());
    JsonNode theirs =
        new JsonMapper().readTree(resource(folder, results + "-pycocotools.json").toFile());
    assertThat(theirs).hasSize(count);
    for (Iterator<String> names = theirs.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      assertThat(ours.get(name).asDouble())
          .as(name)
          .isCloseTo(theirs.get(name).asDouble(), within(1e-12));
    }
    assertThat(evaluator.figures().categories()).hasSize(2);
  }

  private static Path resource(String folder, String name) throws Exception {
    return Path.of(PycocotoolsShapesTest.class.getResource(folder + "/" + name).toURI());
  }
}
