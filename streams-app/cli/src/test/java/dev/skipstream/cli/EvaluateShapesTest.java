package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateShapesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String POINTS = "[" + "5, 5, 2, ".repeat(16) + "5, 5, 2]";
  private static final String FAR = "[" + "300, 190, 1, ".repeat(16) + "300, 190, 1]";

  @TempDir Path folder;
  private Path instances;
  private Path masks;
  private Path keypoints;

  /** The second of two objects is not found. */
  @BeforeEach
  void write() throws Exception {
    String annotation =
        "{'image_id': %d, 'category_id': 3, 'bbox': [0, 0, 40, 40], 'area': 1600, 'segmentation':"
            + " [[0, 0, 0, 40, 40, 40, 40, 0]], 'keypoints': %s}";
    instances =
        write(
            "instances.json",
            "{'categories': [{'id': 3, 'name': 'person'}], 'images': [{'id': 7, 'file_name':"
                + " 'a.jpg', 'width': 320, 'height': 200, 'weather': 'fog'}, {'id': 8, 'file_name':"
                + " 'b.jpg', 'width': 320, 'height': 200, 'weather': 'rain'}], 'annotations': ["
                + annotation.formatted(7, POINTS)
                + ", "
                + annotation.formatted(8, POINTS)
                + "]}");
    String mask = "{'image_id': %d, 'category_id': 3, 'score': 0.9, 'segmentation': [[%s]]}";
    masks =
        write(
            "masks.json",
            "["
                + mask.formatted(7, "0, 0, 0, 40, 40, 40, 40, 0")
                + ", "
                + mask.formatted(8, "90, 90, 90, 99, 99, 99")
                + "]");
    String points = "{'image_id': %d, 'category_id': 3, 'score': 0.9, 'keypoints': %s}";
    keypoints =
        write(
            "keypoints.json",
            "[" + points.formatted(7, POINTS) + ", " + points.formatted(8, FAR) + "]");
  }

  @Test
  void scoresMasksAndPrintsTheDocumentOfTheSchema() throws Exception {
    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--task=masks",
                "--coco-gt=" + instances,
                "--coco-dt=" + masks,
                "--by=weather",
                "--curves",
                "--json"));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("task").asText()).isEqualTo("masks");
    assertThat(report.get("scored").asInt()).isEqualTo(2);
    assertThat(report.get("metrics").get("AP").asDouble()).isCloseTo(51 / 101.0, within(1e-9));
    assertThat(report.get("metrics").get("AR1").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(report.get("by").get("weather").get("fog").get("AP").asDouble())
        .isCloseTo(1, within(1e-9));
    assertThat(report.get("by").get("weather").get("rain").get("AP").asDouble()).isZero();
    assertThat(report.get("curves").get("categories").get(0).get("at50")).hasSize(101);
    assertThat(report.has("voc")).isFalse();
    ((ObjectNode) report.get("metrics")).remove("AR1");
    assertThat(EvaluationSchema.errors(report)).isNotEmpty();
  }

  @Test
  void scoresKeypointsAndPrintsTheDocumentOfTheSchema() throws Exception {
    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--task=keypoints",
                "--coco-gt=" + instances,
                "--coco-dt=" + keypoints,
                "--by=weather",
                "--json"));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("task").asText()).isEqualTo("keypoints");
    assertThat(report.get("metrics").get("AP").asDouble()).isCloseTo(51 / 101.0, within(1e-9));
    assertThat(report.get("metrics").get("AR50").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(report.get("metrics").has("AR1")).isFalse();
    ((ObjectNode) report.get("metrics")).remove("AR50");
    assertThat(EvaluationSchema.errors(report)).isNotEmpty();
  }

  @Test
  void aDocumentOfBoxesHasItsTask() throws Exception {
    Path boxes =
        write(
            "boxes.json",
            "[{'image_id': 7, 'category_id': 3, 'score': 0.9, 'bbox': [0, 0, 40, 40]}]");
    JsonNode report =
        JSON.readTree(
            Printed.by("evaluate", "--coco-gt=" + instances, "--coco-dt=" + boxes, "--json"));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("task").asText()).isEqualTo("boxes");
    ((ObjectNode) report).remove("voc");
    assertThat(EvaluationSchema.errors(report)).isNotEmpty();
    ((ObjectNode) report).put("task", "masks");
    assertThat(EvaluationSchema.errors(report)).isEmpty();
  }

  @Test
  void printsTheLinesOfPycocotools() {
    String page =
        Printed.by(
            "evaluate",
            "--task=keypoints",
            "--coco-gt=" + instances,
            "--coco-dt=" + keypoints,
            "--by=weather");

    assertThat(page)
        .startsWith("keypoints of 2 of 2 images scored")
        .contains(
            " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] = 0.505",
            " Average Recall     (AR) @[ IoU=0.75      | area=   all | maxDets= 20 ] = 0.500",
            " fog ");
    assertThat(page.lines().filter(line -> line.contains("maxDets"))).hasSize(10);
  }

  @Test
  void aGateIsOneOfTheTask() {
    assertThat(statusOf("masks", masks, "--fail-under=AR1=0.5")).isEqualTo(0);
    assertThat(statusOf("masks", masks, "--fail-under=AR1=0.51")).isEqualTo(1);
    assertThat(statusOf("keypoints", keypoints, "--fail-under=AR75=0.5")).isEqualTo(0);
    assertThat(errorOf("keypoints", keypoints, "--fail-under=AR1=0.5"))
        .contains(
            "--fail-under is 'AR1=0.5': expected METRIC=VALUE with a value from 0 to 1, and one of"
                + " AP, AP50, AP75, APmedium, APlarge, AR,");
  }

  @Test
  void saysWhatResultsLack() {
    assertThat(errorOf("masks", keypoints))
        .contains("keypoints.json: results[0].segmentation is absent: expected a list of polygons");
    assertThat(errorOf("keypoints", masks))
        .contains("masks.json: results[0].keypoints is absent: expected 51 numbers");
    assertThat(errorOf("masks", folder.resolve("none.json"))).contains("none.json: no such file");
  }

  @Test
  void rejectsWhatOnlyBoxesHave() throws Exception {
    for (String option :
        new String[] {
          "--confusion=0.5",
          "--errors=0.5",
          "--coco-out=" + folder.resolve("out.json"),
          "--coco-ids=" + instances,
          "--lenient"
        }) {
      assertThat(errorOf("masks", masks, option))
          .as(option)
          .contains(
              "--task masks does not go with --lenient, --errors, --coco-out, --coco-ids and"
                  + " --confusion: expected none of them");
    }
    assertThat(errorOf("masks", masks, "--source=a"))
        .contains("--source selects frames of a topic: expected none with --coco-gt");
    assertThat(errorOf("masks", masks, "--from-offset=1"))
        .contains("a range is one of a topic: expected none with --coco-gt");
    assertThat(folder).isDirectoryNotContaining("glob:**out*");
    assertThat(errorOf("regions", masks))
        .contains(
            "COCO's results have no regions: expected events, as 'detect --json' prints them");
    assertThat(error("--task=outlines", "--coco-gt=" + instances, "--coco-dt=" + masks))
        .contains("--task", "outlines");
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content.replace('\'', '"'));
  }

  private int statusOf(String task, Path results, String option) {
    return Main.commandLine()
        .execute(
            "evaluate", "--task=" + task, "--coco-gt=" + instances, "--coco-dt=" + results, option);
  }

  private String errorOf(String task, Path results, String... more) {
    String[] options = new String[3 + more.length];
    options[0] = "--task=" + task;
    options[1] = "--coco-gt=" + instances;
    options[2] = "--coco-dt=" + results;
    System.arraycopy(more, 0, options, 3, more.length);
    return error(options);
  }

  private static String error(String... options) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[1 + options.length];
    arguments[0] = "evaluate";
    System.arraycopy(options, 0, arguments, 1, options.length);
    assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(arguments))
        .as(err.toString())
        .isEqualTo(2);
    return err.toString();
  }
}
