package dev.skipstream.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.schemas.event.BoundingBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks that src/test/python/shapes_golden.py has written, with the values of pycocotools. */
class PycocotoolsMaskTest {

  static Stream<JsonNode> images() throws IOException {
    JsonNode images =
        new JsonMapper().readTree(PycocotoolsMaskTest.class.getResourceAsStream("masks.json"));
    assertThat(images).hasSize(9);
    return StreamSupport.stream(images.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("images")
  void readsWritesAndMeasuresAsPycocotools(JsonNode image) {
    for (JsonNode golden : image.get("masks")) {
      RunLengthMask mask = mask(image, golden);

      assertThat(mask.runs()).as("%s", golden).containsExactly(numbers(golden.get("runs")));
      assertThat(mask.text()).isEqualTo(golden.get("text").asText());
      assertThat(mask.area()).isEqualTo(golden.get("area").asInt());
      JsonNode box = golden.get("box");
      assertThat(mask.box())
          .isEqualTo(
              new BoundingBox(
                  box.get(0).asDouble(),
                  box.get(1).asDouble(),
                  box.get(2).asDouble(),
                  box.get(3).asDouble()));
      assertThat(mask)
          .isEqualTo(
              RunLengthMask.ofRuns(mask.height(), mask.width(), numbers(golden.get("runs"))));
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void fillsPolygonsAsPycocotools(JsonNode image) {
    int filled = 0;
    for (JsonNode golden : image.get("masks")) {
      if (golden.has("polygons")) {
        List<double[]> polygons = new ArrayList<>();
        golden.get("polygons").forEach(one -> polygons.add(coordinates(one)));

        assertThat(
                RunLengthMask.ofPolygons(
                    image.get("height").asInt(), image.get("width").asInt(), polygons))
            .as("%s", golden)
            .isEqualTo(mask(image, golden));
        filled++;
      }
    }
    assertThat(filled).isGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource("images")
  void overlapsAsPycocotools(JsonNode image) {
    JsonNode goldens = image.get("masks");
    for (int d = 0; d < goldens.size(); d++) {
      for (int o = 0; o < goldens.size(); o++) {
        RunLengthMask found = mask(image, goldens.get(d));
        RunLengthMask object = mask(image, goldens.get(o));

        assertThat(found.iou(object)).isEqualTo(image.get("iou").get(d).get(o).asDouble());
        assertThat(found.shareIn(object))
            .isEqualTo(image.get("shareInCrowd").get(d).get(o).asDouble());
      }
    }
  }

  private static RunLengthMask mask(JsonNode image, JsonNode golden) {
    return RunLengthMask.ofText(
        image.get("height").asInt(), image.get("width").asInt(), golden.get("text").asText());
  }

  private static int[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static double[] coordinates(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
