package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segmentation network from its checkpoint to segmentation events, by commands. */
class SegmenterIT {
  @TempDir static Path folder;
  private static String registry;
  private static String image;

  @BeforeAll
  static void importANetwork() throws IOException {
    registry = "--registry=" + folder.resolve("registry");
    GeneratedPictures.draw(folder, 1);
    image = folder.resolve("tile-00.png").toString();
    Path checkpoint = folder.resolve("road.pth");
    GeneratedCheckpoint.write(checkpoint, "fcn_resnet50", 4);

    Cli.Result result =
        Cli.run(
            "models",
            "import",
            "--torchvision-checkpoint=" + checkpoint,
            "--name=road",
            "--labels=sky,road,car,tree",
            "--min-size=64",
            "--max-size=96",
            registry);

    Files.delete(checkpoint);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("fcn_resnet50", "64 px the shorter side, at most 96 px");
  }

  /** Each class has a label, so each pixel is in one region. */
  @Test
  void printsAnEventWhoseRegionsAreAllPixelsOfTheFile() throws IOException {
    Cli.Result result = Cli.run("detect", "--model=models:/road", registry, "--json", image);

    assertThat(result.status()).as(result.err()).isZero();
    JsonNode event = new JsonMapper().readTree(result.out());
    int height = event.at("/frame/height").asInt();
    int width = event.at("/frame/width").asInt();
    Map<Integer, RunLengthMask> masks = new HashMap<>();
    long area = 0;
    for (JsonNode region : event.get("regions")) {
      RunLengthMask mask = RunLengthMask.ofText(height, width, region.at("/mask/counts").asText());
      masks.put(region.get("classId").asInt(), mask);
      assertThat(region.get("area").asInt()).isEqualTo(mask.area());
      assertThat(region.get("label").asText()).isIn("sky", "road", "car", "tree");
      area += mask.area();
    }
    // Regions that share a pixel are an error of the map.
    assertThat(LabelMap.ofMasks(height, width, masks).areas()).hasSizeGreaterThan(1);
    assertThat(area).isEqualTo((long) height * width);
  }

  @Test
  void printsTheShareOfEachClassAsTextAndShadesThePicture() {
    Path pictures = folder.resolve("pictures");

    Cli.Result result =
        Cli.run("detect", "--model=models:/road", registry, "--annotate=" + pictures, image);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .containsPattern("models:/road/1  [234] classes")
        .containsPattern("  (sky|road|car|tree) +[0-9.]+ %  [0-9]+ px");
    assertThat(pictures).isDirectoryRecursivelyContaining("glob:**.jpg");
  }
}
