package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.source.JpegEncoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateFilesTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private Path instances;
  private Path events;

  @BeforeEach
  void write() throws Exception {
    instances =
        write(
            "instances.json",
            """
            {"categories": [{"id": 3, "name": "car"}],
             "images": [{"id": 7, "file_name": "a.jpg", "width": 320, "height": 200},
                        {"id": 8, "file_name": "b.jpg", "width": 320, "height": 200}],
             "annotations": [{"image_id": 7, "category_id": 3, "bbox": [10, 20, 60, 60]},
                             {"image_id": 8, "category_id": 3, "bbox": [10, 20, 60, 60]}]}
            """);
    events = write("found.jsonl", event("a", "car", 3, 10) + event("b", "car", 3, 40));
  }

  @Test
  void hasCocosNumbersUnderMetricsWhateverElseIsAskedFor() throws Exception {
    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--coco-gt=" + instances,
                "--events=" + events,
                "--json",
                "--errors=0.5",
                "--confusion=0.5"));

    // The second is beside its object by a third: no find at any overlap.
    assertThat(report.get("metrics").get("AP50").asDouble()).isCloseTo(51 / 101.0, within(1e-9));
    assertThat(report.get("voc").get("AP").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(report.get("errors").get("categories").get(0).get("location").asInt()).isEqualTo(1);
    assertThat(report.get("confusion").get("counts").toString()).isEqualTo("[[1,1],[1,0]]");
    assertThat(report.has("curves")).isFalse();
  }

  @Test
  void printsTheDocumentOfTheSchema() throws Exception {
    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--coco-gt=" + instances,
                "--events=" + events,
                "--json",
                "--errors=0.5",
                "--confusion=0.5",
                "--curves",
                "--by=width,height"));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("scored").asInt()).isEqualTo(2);
    ((ObjectNode) report).remove("metrics");
    assertThat(EvaluationSchema.errors(report)).isNotEmpty();
  }

  @Test
  void whatIsWrittenAsCocosResultsHasTheSameFigures() throws Exception {
    Path results = folder.resolve("results.json");
    String ofEvents =
        Printed.by(
            "evaluate",
            "--coco-gt=" + instances,
            "--events=" + events,
            "--coco-out=" + results,
            "--json");

    assertThat(Printed.by("evaluate", "--coco-gt=" + instances, "--coco-dt=" + results, "--json"))
        .isEqualTo(ofEvents);
    assertThat(JSON.readTree(results.toFile()).get(1).get("image_id").asInt()).isEqualTo(8);
  }

  @Test
  void theReportHasThePicturesThatLieBesideTheDataSet() throws Exception {
    Files.createDirectories(folder.resolve("images"));
    Files.write(
        folder.resolve("images/b.jpg"),
        new JpegEncoder(90).encode(new byte[3 * 320 * 200], 320, 200));
    Path report = folder.resolve("report.html");

    Printed.by("evaluate", "--coco-gt=" + instances, "--events=" + events, "--report=" + report);

    assertThat(Files.readString(report))
        .contains("data:image/jpeg;base64,/9j/", "<b>b.jpg</b> – 0 correct, 1 missed, 1 location");
  }

  @Test
  void saysWhenADataSetHasNoTruth() throws Exception {
    Path none =
        write(
            "none.json",
            """
            {"categories": [{"id": 3, "name": "car"}], "annotations": [],
             "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}]}
            """);

    assertThat(errorOf("--coco-gt=" + none, "--events=" + events))
        .contains("none.json: has no annotations: expected the truth about its images");
  }

  @Test
  void saysWhatDoesNotFitTheDataSet() throws Exception {
    assertThat(errorOf("--coco-gt=" + instances, "--events=" + write("1", event("a", "van", 3, 0))))
        .contains("has the categories [car], the detections [van], and none is in both");
    assertThat(errorOf("--coco-gt=" + instances, "--events=" + write("2", event("c", "car", 3, 0))))
        .contains("instances.json: has no image that frame street/c of source street is");
    assertThat(
            errorOf("--coco-gt=" + instances, "--events=" + write("3", event("a", "car", 3, 320))))
        .contains("frame a.jpg is 320 x 200 pixels, and a box of its detections lies outside");
    assertThat(errorOf("--coco-gt=" + instances, "--events=" + folder.resolve("4")))
        .contains("4: no such file");
    assertThat(errorOf("--coco-gt=" + instances, "--events=" + write("5", "")))
        .contains("5: has no detection event");
  }

  @Test
  void matchesCategoriesByNameWhereTheirNumbersDiffer() throws Exception {
    Path others = write("others.jsonl", event("a", "car", 1, 10) + event("b", "car", 1, 40));

    assertThat(Printed.by("evaluate", "--coco-gt=" + instances, "--events=" + others, "--json"))
        .isEqualTo(
            Printed.by("evaluate", "--coco-gt=" + instances, "--events=" + events, "--json"));
  }

  @Test
  void countsABoxOutsideItsFrameWhereThatIsAskedFor() throws Exception {
    Path outside = write("outside.jsonl", event("a", "car", 3, 10) + event("b", "car", 3, 320));
    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--coco-gt=" + instances,
                "--events=" + outside,
                "--lenient",
                "--json"));

    assertThat(report.get("boxesOutside").asInt()).isEqualTo(1);
    assertThat(report.get("metrics").get("AP50").asDouble()).isCloseTo(51 / 101.0, within(1e-9));
  }

  @Test
  void leavesNoFileOfResultsAfterAnError() throws Exception {
    Path results = folder.resolve("results.json");

    errorOf(
        "--coco-gt=" + instances,
        "--events=" + write("3", event("a", "car", 3, 320)),
        "--coco-out=" + results);

    assertThat(folder).isDirectoryNotContaining("glob:**results*");
  }

  @Test
  void saysWhichLineHasAScoreThatIsNone() throws Exception {
    String bad = event("a", "car", 3, 0).replace("0.9", "\"NaN\"");

    assertThat(
            errorOf(
                "--coco-gt=" + instances,
                "--events=" + write("bad", event("b", "car", 3, 0) + bad)))
        .contains("bad, line 2: ")
        .contains("score is NaN: expected 0 to 1");
  }

  @Test
  void aRangeIsOneOfATopic() {
    assertThat(errorOf("--coco-gt=" + instances, "--events=" + events, "--from-offset=1"))
        .contains("a range is one of a topic");
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String event(String frame, String label, int id, int x) {
    return """
    {"frame":{"id":"street/%s","source":"street","width":320,"height":200},"model":{"name":"m","version":1,"digest":"sha256:00"},"detections":[{"label":"%s","classId":%d,"score":0.9,"box":{"x":%d,"y":20,"width":60,"height":60}}]}
    """
        .formatted(frame, label, id, x);
  }

  private static String errorOf(String... options) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[options.length + 1];
    arguments[0] = "evaluate";
    System.arraycopy(options, 0, arguments, 1, options.length);
    assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(arguments))
        .as(err.toString())
        .isEqualTo(2);
    return err.toString();
  }
}
