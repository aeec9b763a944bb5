package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports the small networks that find squares of a grid, and detects with them. */
class TorchScriptImportIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"yolov8", "yolov5", "boxes-scores-labels"})
  void aFileIsImportedAndDetects(String form) throws IOException {
    Cli.Result imported = imported(form, form, "red,green");
    assertThat(imported.status()).as(imported.err()).isZero();
    assertThat(imported.out())
        .contains("torchscript_" + form.replace('-', '_'))
        .contains("64 x 64 px, the frame centred on grey");

    Cli.Result found =
        Cli.run(
            "detect",
            "--json",
            "--device",
            "cpu",
            "--model",
            "models:/squares/1",
            "--registry",
            registry(),
            picture().toString());

    assertThat(found.status()).as(found.err()).isZero();
    JsonNode event = new JsonMapper().readTree(found.out());
    assertThat(event.findPath("detections")).hasSize(1);
    JsonNode detection = event.findPath("detections").get(0);
    assertThat(detection.path("label").asText()).isEqualTo("green");
    assertThat(detection.path("box").path("x").asDouble()).isEqualTo(400);
    assertThat(detection.path("box").path("y").asDouble()).isEqualTo(320);
    assertThat(detection.path("box").path("width").asDouble()).isEqualTo(80);
    assertThat(event.findPath("computation").path("format").asText()).isEqualTo("fp32");
  }

  @Test
  void aFileForOneFrameIsNamed() throws IOException {
    assertThat(imported("one-frame", "yolov8", "red,green").out())
        .contains("1, as it was exported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reads-file", "writes-file"})
  void aFileThatTouchesFilesIsRejectedWithoutBeingLoaded(String name) throws IOException {
    Cli.Result result = imported(name, "yolov8", "red,green");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err().strip())
        .startsWith("skipstream: TorchScript file ")
        .contains(", which touches files: expected a network that computes on tensors alone")
        .doesNotContain("\n");
  }

  @Test
  void aWrongLabelCountIsRejected() throws IOException {
    Cli.Result result = imported("yolov8", "yolov8", "red,green,blue");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err().strip())
        .contains("it returns [1, 6, 64] for 1 frame(s): expected of yolov8 with 3 label(s)")
        .doesNotContain("\n");
  }

  @Test
  void otherShapesAreRejected() throws IOException {
    Cli.Result result = imported("yolov8", "boxes-scores-labels", "red,green");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err().strip())
        .contains("expected of boxes-scores-labels with 2 label(s): boxes [1, D, 4]")
        .doesNotContain("\n");
    assertThat(Cli.run("models", "list", "--registry", registry()).out()).doesNotContain("squares");
  }

  @Test
  void theOptionsOfAFileGoTogether() {
    assertThat(error("--torchscript", "a.pt")).contains("without --output-format");
    assertThat(error("--output-format", "yolov8")).contains("without --torchscript");
    assertThat(error("--torchscript", "a.pt", "--output-format", "yolov8", "--task", "segment"))
        .contains("--task is 'segment': expected detect");
    assertThat(error("--torchscript", "a.pt", "--output-format", "yolov8", "--precision", "int8"))
        .contains("--torchscript computes in fp32, and --precision is [int8]");
    assertThat(
            error(
                "--torchscript",
                "a.pt",
                "--output-format",
                "yolov8",
                "--torchvision-checkpoint",
                "b.pth"))
        .contains("--torchscript and --torchvision-checkpoint are both given");
    assertThat(error("--torchscript", "a.pt", "--output-format", "yolo"))
        .contains("expected one of yolov8, yolov5, boxes-scores-labels");
  }

  private String error(String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("models", "import", "--name", "squares", "--labels", "a,b", "--registry"));
    words.add(registry());
    words.addAll(List.of(options));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertThat(result.status()).isEqualTo(2);
    return result.err();
  }

  private Cli.Result imported(String network, String form, String labels) throws IOException {
    return Cli.run(
        "models",
        "import",
        "--torchscript",
        file(network).toString(),
        "--task",
        "detect",
        "--output-format",
        form,
        "--labels",
        labels,
        "--input-size",
        "64",
        "--name",
        "squares",
        "--registry",
        registry());
  }

  private String registry() {
    return folder.resolve("registry").toString();
  }

  private Path file(String name) throws IOException {
    String resource = "dev/skipstream/detect/squares-" + name + ".pt";
    Path file = folder.resolve(name + ".pt");
    try (InputStream in =
        Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
    return file;
  }

  /** A green square on black, on the grid of a frame of 640 x 480 in 64 pixels. */
  private Path picture() throws IOException {
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GREEN);
    graphics.fillRect(400, 320, 80, 80);
    graphics.dispose();
    Path file = folder.resolve("square.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
