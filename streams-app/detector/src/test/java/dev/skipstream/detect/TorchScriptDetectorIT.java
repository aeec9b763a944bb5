package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.TorchScriptOutput;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Small networks without weights find red and green squares of a grid of 8 pixels ({@code
 * python/torchscript_detector.py --planted}).
 */
class TorchScriptDetectorIT {
  /** Of a frame of 640 x 480, a cell has 80 x 80 pixels, and 8 rows of grey are above it. */
  private static final TorchScriptSettings SETTINGS =
      TorchScriptSettings.DEFAULT.with(Map.of("input-size", "64"));

  private static final Frame WIDE =
      frame(640, 480, new int[][] {{160, 80, 80, 80, 0}, {400, 320, 80, 80, 1}});
  private static final Frame HIGH = frame(320, 640, new int[][] {{80, 160, 80, 80, 1}});

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TorchScriptOutput.class)
  void boxesAreInPixelsOfTheFrame(TorchScriptOutput output) throws IOException {
    double score = output == TorchScriptOutput.YOLOV5 ? 0.9 : 1;
    try (TorchScriptDetector detector = load(output.toString(), output, 2, SETTINGS)) {
      List<Findings> found = detector.detect(List.of(WIDE, HIGH));

      assertThat(detections(found.get(0)))
          .containsExactlyInAnyOrder(
              new Detection("red", 1, score, new BoundingBox(160, 80, 80, 80)),
              new Detection("green", 2, score, new BoundingBox(400, 320, 80, 80)));
      assertThat(detections(found.get(1)))
          .containsExactly(new Detection("green", 2, score, new BoundingBox(80, 160, 80, 80)));
      assertThat(detector.detect(List.of(HIGH))).containsExactly(found.get(1));
      assertThat(detector.shapeOf(WIDE)).isEqualTo(detector.shapeOf(HIGH));
    }
  }

  @Test
  void overlappingBoxesOfAClassAreOne() throws IOException {
    // A square of two cells has two boxes that touch; with a threshold of 0 both stay.
    Frame frame = frame(640, 480, new int[][] {{160, 80, 160, 80, 0}});
    try (TorchScriptDetector all = load("yolov8", TorchScriptOutput.YOLOV8, 2, SETTINGS);
        TorchScriptDetector best =
            load(
                "yolov8",
                TorchScriptOutput.YOLOV8,
                2,
                SETTINGS.with(Map.of("detections-per-image", "1")))) {
      assertThat(detections(all.detect(List.of(frame)).get(0))).hasSize(2);
      assertThat(detections(best.detect(List.of(frame)).get(0))).hasSize(1);
    }
  }

  @Test
  void aFrameWithoutObjectsHasNoFindings() throws IOException {
    try (TorchScriptDetector detector = load("yolov8", TorchScriptOutput.YOLOV8, 2, SETTINGS)) {
      assertThat(detections(detector.detect(List.of(frame(64, 64, new int[0][]))).get(0)))
          .isEmpty();
    }
  }

  @Test
  void aFileForOneFrameIsCalledForEachFrame() throws IOException {
    try (TorchScriptDetector detector =
        load("one-frame", TorchScriptOutput.YOLOV8, 2, SETTINGS.withFramesPerCall(1))) {
      assertThat(detector.detect(List.of(WIDE, HIGH)))
          .containsExactly(
              detector.detect(List.of(WIDE)).get(0), detector.detect(List.of(HIGH)).get(0));
    }
  }

  @Test
  void aWrongLabelCountIsAnError() throws IOException {
    try (TorchScriptDetector detector = load("yolov8", TorchScriptOutput.YOLOV8, 3, SETTINGS)) {
      assertThatThrownBy(() -> detector.detect(List.of(WIDE)))
          .isInstanceOf(DetectorException.class)
          .hasMessageContaining("it returns [1, 6, 64] for 1 frame(s)")
          .hasMessageContaining("[1, 7, places]");
    }
  }

  @Test
  void theTrialFindsTheFramesOfACall() throws IOException {
    assertThat(trial("yolov8", 2)).isEqualTo(SETTINGS.framesPerCall());
    assertThat(trial("one-frame", 2)).isEqualTo(1);
  }

  @Test
  void theTrialReportsOtherShapes() {
    assertThatThrownBy(() -> trial("yolov8", 5))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("it returns [1, 6, 64] for 1 frame(s)")
        .hasMessageContaining("expected of yolov8 with 5 label(s)");
  }

  @Test
  void theTrialEndsAFileThatHasNoEnd() {
    assertThatThrownBy(() -> trial("no-end", 2))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("it gives no result for one frame within 10 s");
  }

  @Test
  void theTrialEndsAFileThatTakesAllMemory() {
    assertThatThrownBy(() -> trial("much-memory", 2))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("memory");
  }

  private int trial(String name, int labels) throws IOException {
    TorchScriptTrialProcess process =
        new TorchScriptTrialProcess(
            name.equals("no-end") ? Duration.ofSeconds(10) : Duration.ofMinutes(2), 5L << 30);
    return process.framesPerCall(version(TorchScriptOutput.YOLOV8, file(name), labels), file(name));
  }

  private TorchScriptDetector load(
      String name, TorchScriptOutput output, int labels, TorchScriptSettings settings)
      throws IOException {
    Path file = file(name);
    return TorchScriptDetector.load(version(output, file, labels), file, settings, Device.cpu());
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name + ".pt");
    if (!Files.exists(file)) {
      try (InputStream in =
          Objects.requireNonNull(getClass().getResourceAsStream("squares-" + name + ".pt"))) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  private static ModelVersion version(TorchScriptOutput output, Path file, int labels)
      throws IOException {
    Map<Integer, String> all = Map.of(1, "red", 2, "green", 3, "blue", 4, "white", 5, "black");
    Map<Integer, String> used = new TreeMap<>(all);
    used.keySet().removeIf(id -> id > labels);
    String digest = Digests.of(file);
    ModelManifest manifest =
        new ModelManifest(
            output.network(),
            used,
            SETTINGS,
            Precision.FP32,
            digest,
            new Source("squares.pt", digest),
            "MIT",
            Instant.EPOCH);
    return new ModelVersion("squares", 1, manifest, Instant.EPOCH, "test");
  }

  /** Draws squares on black: left, top, width, height and channel. */
  private static Frame frame(int width, int height, int[][] squares) {
    byte[] rgb = new byte[3 * width * height];
    for (int[] square : squares) {
      for (int y = square[1]; y < square[1] + square[3]; y++) {
        for (int x = square[0]; x < square[0] + square[2]; x++) {
          rgb[3 * (y * width + x) + square[4]] = (byte) 255;
        }
      }
    }
    return new Frame(rgb, width, height);
  }

  private static List<Detection> detections(Findings findings) {
    return ((Boxes) findings).detections();
  }
}
