package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.shape.RunLengthMask;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores events in a file by each task, against a data set. */
class EvaluateTasksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventModel MODEL =
      new EventModel(new ModelIdentity("any", 1, "sha256:00"), Optional.empty());

  @TempDir Path folder;

  private static FrameInfo frame(String source, String id) {
    return new FrameInfo(id, source, Optional.empty(), Optional.empty(), 20, 10);
  }

  private Path events(List<? extends FindingsEvent> events) throws Exception {
    List<String> lines = new ArrayList<>();
    for (FindingsEvent event : events) {
      lines.add(new String(EventSerdes.toJson(event), StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve("found.jsonl"), lines);
  }

  private Path classFolders() throws Exception {
    for (String image : List.of("dog/1.png", "dog/2.png", "fox/1.png", "fox/deep/2.png")) {
      Path file = folder.resolve("pets").resolve(image);
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }
    return folder.resolve("pets");
  }

  private static ClassificationEvent classified(String id, String... labels) {
    List<ScoredClass> classes = new ArrayList<>();
    for (String label : labels) {
      classes.add(new ScoredClass(label, classes.size(), 0.5 - 0.1 * classes.size()));
    }
    return new ClassificationEvent(frame("pets", id), Optional.empty(), MODEL, classes);
  }

  @Test
  void theFolderOfAnImageIsItsClass() throws Exception {
    Path found =
        events(
            List.of(
                classified("dog/1", "dog", "fox"),
                classified("dog/2", "fox", "dog"),
                classified("fox/deep/2", "fox")));
    String[] arguments = {
      "evaluate",
      "--task=classes",
      "--coco-gt=" + classFolders(),
      "--events=" + found,
      "--confusion=0.5"
    };

    JsonNode report = JSON.readTree(Printed.by(with(arguments, "--json")));
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("scored").asInt()).isEqualTo(3);
    assertThat(report.get("notLookedAt").asInt()).isEqualTo(1);
    assertThat(report.get("metrics").get("top1").asDouble()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(report.get("metrics").get("top5").asDouble()).isEqualTo(1);
    assertThat(report.get("confusion").get("counts").toString()).isEqualTo("[[1,1,0],[0,1,0]]");
    assertThat(Printed.by(arguments))
        .contains("classes of 3 of 4 images scored", "top1", "0.6667", "Confusion matrix");
    assertThat(Main.commandLine().execute(with(arguments, "--fail-under=top1=0.67"))).isEqualTo(1);
    assertThat(Main.commandLine().execute(with(arguments, "--fail-under=top1=0.66"))).isZero();
    assertThat(errorOf(with(arguments, "--fail-under=AP=0.5")))
        .contains("--fail-under is 'AP=0.5'", "one of top1, top5");
  }

  @Test
  void aReportOfFilesShowsTheFramesWithTheLowestMetric() throws Exception {
    Path found = events(List.of(classified("dog/1", "dog"), classified("fox/1", "dog", "fox")));
    Path report = folder.resolve("report.html");

    Printed.by(
        "evaluate",
        "--task=classes",
        "--coco-gt=" + classFolders(),
        "--events=" + found,
        "--report=" + report);

    // The other image is right.
    assertThat(Files.readString(report))
        .contains("Frames with the lowest top1", "fox/1", "data:image/jpeg")
        .doesNotContain("dog/1");
  }

  @Test
  void imagesOutsideOfTheFoldersOfClassesAreAnError() throws Exception {
    Path pets = classFolders();
    Path found = events(List.of(classified("dog/1", "dog")));
    Files.copy(pets.resolve("dog/1.png"), pets.resolve("stray.png"));

    assertThat(errorOf("evaluate", "--task=classes", "--coco-gt=" + pets, "--events=" + found))
        .contains("has images that are in no folder of a class");
    assertThat(errorOf("evaluate", "--task=classes", "--coco-gt=" + found, "--events=" + found))
        .contains("is no folder: expected a folder with one folder of images for each class");
  }

  private static InstanceMask mask(int from, int to) {
    return new InstanceMask(
        List.of(10, 20), RunLengthMask.ofPixels(10, 20, (x, y) -> x >= from && x < to).text());
  }

  private Path dataset() throws Exception {
    return Files.writeString(
        folder.resolve("instances.json"),
        """
        {"images": [{"id": 1, "file_name": "a.jpg", "width": 20, "height": 10, "weather": "fog"},
                    {"id": 2, "file_name": "b.jpg", "width": 20, "height": 10, "weather": "clear"}],
         "categories": [{"id": 3, "name": "car"}, {"id": 5, "name": "tree"}],
         "annotations": [
           {"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 8, 10], "iscrowd": 0,
            "segmentation": [[0, 0, 8, 0, 8, 10, 0, 10]]},
           {"id": 2, "image_id": 2, "category_id": 5, "bbox": [10, 0, 10, 10], "iscrowd": 0,
            "segmentation": [[10, 0, 20, 0, 20, 10, 10, 10]]}]}
        """);
  }

  @Test
  void regionsAreComparedWithTheMasksOfObjects() throws Exception {
    Path found =
        events(
            List.of(
                new SegmentationEvent(
                    frame("any", "a"),
                    Optional.empty(),
                    MODEL,
                    List.of(new Region("car", 1, 40, 0.2, mask(4, 8)))),
                new SegmentationEvent(
                    frame("any", "b"),
                    Optional.empty(),
                    MODEL,
                    List.of(new Region("tree", 2, 100, 0.5, mask(10, 20))))));
    String[] arguments = {
      "evaluate", "--task=regions", "--coco-gt=" + dataset(), "--events=" + found, "--by=weather"
    };

    JsonNode report = JSON.readTree(Printed.by(with(arguments, "--json")));
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    // Of 220 background pixels 40 more are found; of 80 of the car 40; all of the tree.
    double mean = (220 / 260.0 + 40 / 80.0 + 1) / 3;
    assertThat(report.get("metrics").get("mIoU").asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(report.get("by").get("weather").get("clear").get("mIoU").asDouble()).isEqualTo(1);
    assertThat(Printed.by(arguments)).contains("regions of 2 of 2 images scored", "mIoU");
    assertThat(Main.commandLine().execute(with(arguments, "--fail-under=mIoU=0.8"))).isEqualTo(1);
  }

  @Test
  void masksOfEventsAreScoredLikeThoseOfResults() throws Exception {
    Detection car = new Detection("car", 1, 0.9, new BoundingBox(0, 0, 8, 10)).withMask(mask(0, 8));
    Detection tree =
        new Detection("tree", 2, 0.8, new BoundingBox(10, 0, 10, 10)).withMask(mask(13, 20));
    Path found =
        events(
            List.of(
                new DetectionEvent(frame("any", "a"), Optional.empty(), MODEL, List.of(car)),
                new DetectionEvent(frame("any", "b"), Optional.empty(), MODEL, List.of(tree))));

    JsonNode report =
        JSON.readTree(
            Printed.by(
                "evaluate",
                "--task=masks",
                "--coco-gt=" + dataset(),
                "--events=" + found,
                "--json"));

    // The car at all ten overlaps; the tree has 0.7 of its pixels, which passes five of them.
    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("metrics").get("AP").asDouble()).isCloseTo(0.75, within(1e-9));
    assertThat(
            errorOf("evaluate", "--task=keypoints", "--coco-gt=" + dataset(), "--events=" + found))
        .contains("annotations[0].keypoints is absent");
    assertThat(errorOf("evaluate", "--task=regions", "--coco-gt=" + dataset(), "--events=" + found))
        .contains("found.jsonl, line 1:");
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  private static String errorOf(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(arguments))
        .as(err.toString())
        .isEqualTo(2);
    return err.toString();
  }
}
