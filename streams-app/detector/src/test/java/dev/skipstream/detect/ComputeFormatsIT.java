package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.ImportFormats;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One network of each kind of block and head, with generated weights, in every format of a CPU. */
class ComputeFormatsIT {
  private static final FasterRcnnSettings SMALL =
      new FasterRcnnSettings(128, 224, 100, 100, 0.05, 0.5, 100, null);
  private static final Map<String, String> SMALL_OF_ONE_STAGE =
      Map.of("min-size", "128", "max-size", "224", "candidates", "100");
  private static final List<ComputeFormat> ALL =
      List.of(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.INT8);
  private static final List<Frame> FRAMES =
      List.of(frame(150, 200), frame(300, 400), frame(130, 220), frame(200, 260), frame(160, 160));
  private static final Frame OTHER = frame(240, 330);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fasterrcnn_resnet18_fpn",
        "fasterrcnn_resnet50_fpn_v2",
        "fasterrcnn_resnext50_32x4d_fpn",
        "retinanet_resnet50_fpn",
        "retinanet_resnet50_fpn_v2",
        "fcos_resnet50_fpn"
      })
  void everyFormatDetectsAboutWhatFp32Detects(String architecture) throws IOException {
    List<String> compared = new ArrayList<>();
    ImportedDetector imported = imported(architecture, ALL, Optional.of(compared));

    assertThat(compared).containsExactly("mse", "percentile-99.99", "percentile-99.999");
    assertThat(Calibration.read(imported.archive()))
        .hasValueSatisfying(found -> assertThat(found.frames()).isEqualTo(FRAMES.size()));
    Findings expected = detected(imported, ComputeFormat.FP32);
    assertThat(((Boxes) expected).detections()).isNotEmpty();
    for (ComputeFormat format : List.of(ComputeFormat.BF16, ComputeFormat.INT8)) {
      Findings found = detected(imported, format);
      Difference difference = new Difference();
      difference.add(expected, found);

      // Computed in fp32 by mistake, they would be equal.
      assertThat(found).as("%s in %s", architecture, format).isNotEqualTo(expected);
      assertThat(difference.mean()).as("%s in %s", architecture, format).isLessThan(0.1);
    }
  }

  @Test
  void computesInNoFormatThatTheImportDidNotRequest() throws IOException {
    ImportedDetector imported =
        imported("fasterrcnn_resnet18_fpn", List.of(ComputeFormat.FP32), Optional.empty());

    assertThatThrownBy(() -> load(imported, ComputeFormat.INT8))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("models:/generated/1 does not compute in int8 on cpu(): expected")
        .hasMessageContaining("import its checkpoint again with --precision int8");
  }

  @Test
  void aCalibrationWithoutFramesFails() {
    assertThatThrownBy(() -> imported("fasterrcnn_resnet18_fpn", ALL, List.of(), new ArrayList<>()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("no frame to calibrate on: expected a few hundred images");
  }

  private ImportedDetector imported(
      String architecture, List<ComputeFormat> formats, Optional<List<String>> compared)
      throws IOException {
    return imported(
        architecture, formats, compared.isPresent() ? FRAMES : null, compared.orElse(null));
  }

  private ImportedDetector imported(
      String architecture, List<ComputeFormat> formats, List<Frame> frames, List<String> compared)
      throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, architecture, GeneratedCheckpoint.CLASSES);
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(
            checkpoint,
            new ImportSettings(
                Labels.parse("a,b,c,d,e"),
                OptionalDouble.empty(),
                architecture.startsWith("fasterrcnn_") ? SMALL.byOption() : SMALL_OF_ONE_STAGE,
                ImportFormats.of(
                    formats,
                    Optional.ofNullable(frames)
                        .map(some -> new FrameCalibrator(some.iterator(), new Methods(compared)))),
                "none",
                Optional.empty(),
                OptionalDouble.empty()),
            folder.resolve("detector.pt"));
  }

  private record Methods(List<String> compared) implements FrameCalibrator.Listener {
    @Override
    public void observed() {}

    @Override
    public void compared(String method, double difference) {
      compared.add(method);
    }
  }

  private static Findings detected(ImportedDetector imported, ComputeFormat format) {
    try (DjlDetector detector = load(imported, format)) {
      return detector.detect(List.of(OTHER)).get(0);
    }
  }

  private static DjlDetector load(ImportedDetector imported, ComputeFormat format) {
    return DjlDetector.load(
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests"),
        imported.archive(),
        imported.manifest().settings(),
        Device.cpu(),
        format);
  }

  private static Frame frame(int height, int width) {
    return new Frame(Formula.image(height, width), width, height);
  }
}
