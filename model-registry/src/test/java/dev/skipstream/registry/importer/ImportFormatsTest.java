package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.Calibration.Range;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.Precision;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportFormatsTest {
  private static final Calibration CALIBRATION =
      new Calibration(
          "mse",
          7,
          new TreeMap<>(Map.of("backbone.body.input", new Range(-2, 2.5))),
          new TreeMap<>(Map.of("backbone.body.input", new Range(-2, 2.25))));

  @TempDir Path folder;

  @Test
  void theFirstFormatIsThatOfTheWeightsAndFp32IsAlwaysOneToComputeIn() {
    ImportFormats formats =
        ImportFormats.of(List.of(ComputeFormat.BF16, ComputeFormat.FP16), Optional.empty());

    assertThat(formats.precision()).isEqualTo(Precision.BF16);
    assertThat(formats.formats())
        .containsExactly(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.FP16);
  }

  @Test
  void int8StoresFp32() {
    ImportFormats formats =
        ImportFormats.of(
            List.of(ComputeFormat.INT8), Optional.of((version, archive) -> CALIBRATION));

    assertThat(formats.precision()).isEqualTo(Precision.FP32);
    assertThat(formats.formats()).containsExactly(ComputeFormat.FP32, ComputeFormat.INT8);
  }

  @Test
  void saysInOneLineThatInt8HasNoCalibration() {
    assertThatThrownBy(() -> ImportFormats.of(List.of(ComputeFormat.INT8), Optional.empty()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "int8 has no calibration: expected images like those to detect in; add --calibrate with"
                + " a folder of them, such as --calibrate images/");
  }

  @Test
  void saysInOneLineThatACalibrationIsForNoFormat() {
    assertThatThrownBy(
            () ->
                ImportFormats.of(
                    List.of(ComputeFormat.BF16), Optional.of((version, archive) -> CALIBRATION)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "a calibration is for int8, and the formats are [fp32, bf16]: add int8 to --precision");
  }

  @Test
  void theArchiveHasItsCalibrationSoThatItsDigestCoversIt() throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", 3);
    List<String> asked = new ArrayList<>();
    Calibrator calibrator =
        (version, archive) -> {
          assertThat(Calibration.read(archive)).isEmpty();
          asked.add(version.manifest().digest());
          return CALIBRATION;
        };

    ImportedDetector imported =
        new DetectorImporter(Clock.systemUTC())
            .importCheckpoint(
                checkpoint,
                new ImportSettings(
                    Labels.parse("cat,dog"),
                    OptionalDouble.empty(),
                    FasterRcnnSettings.TORCHVISION.byOption(),
                    ImportFormats.of(List.of(ComputeFormat.INT8), Optional.of(calibrator)),
                    "MIT",
                    Optional.empty(),
                    OptionalDouble.empty()),
                folder.resolve("detector.pt"));

    assertThat(Calibration.read(imported.archive())).contains(CALIBRATION);
    assertThat(imported.manifest().digest())
        .isEqualTo(Digests.of(imported.archive()))
        .isNotEqualTo(asked.get(0));
    assertThat(imported.manifest().formats())
        .containsExactly(ComputeFormat.FP32, ComputeFormat.INT8);
  }

  @Test
  void aRangeWithoutZeroOrWithoutAnEndIsRefused() {
    assertThatThrownBy(() -> new Range(0.5, 1)).hasMessageContaining("0.5 to 1.0");
    assertThatThrownBy(() -> new Range(0, Double.POSITIVE_INFINITY))
        .hasMessageContaining("expected finite numbers, 0 between them");
  }
}
