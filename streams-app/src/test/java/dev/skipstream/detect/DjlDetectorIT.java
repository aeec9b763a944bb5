package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlDetectorIT {
  private static final DetectorSettings SMALL =
      new DetectorSettings(96, 128, 100, 100, 0.05, 0.5, 100, null);

  @TempDir static Path folder;

  private static ImportedDetector imported;

  @BeforeAll
  static void importGeneratedModel() throws Exception {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", GeneratedCheckpoint.CLASSES);
    imported =
        new DetectorImporter(Clock.systemUTC())
            .importCheckpoint(
                checkpoint,
                new ImportSettings(
                    Labels.parse("a,b,c,d,e"),
                    OptionalDouble.empty(),
                    SMALL,
                    Precision.FP32,
                    "none"),
                folder.resolve("detector.pt"));
  }

  @Test
  void leavesNoNativeArrayBehind() {
    try (DjlDetector detector = load(imported.archive())) {
      detector.detect(List.of(frame(120, 160)));
      int atRest = detector.liveArrays();

      for (int i = 0; i < 40; i++) {
        assertThat(detector.detect(List.of(frame(120, 160), frame(240, 320)))).hasSize(2);
      }

      assertThat(detector.liveArrays()).isEqualTo(atRest);
    }
  }

  @Test
  void leavesNoNativeArrayBehindWhenTheModelFails() {
    try (DjlDetector detector = load(imported.archive())) {
      detector.detect(List.of(frame(120, 160)));
      int atRest = detector.liveArrays();

      // Frames of two resized shapes do not share a batch.
      assertThatThrownBy(() -> detector.detect(List.of(frame(120, 160), frame(160, 120))))
          .isInstanceOf(DetectorException.class)
          .hasMessageContaining("batch of 2")
          .hasMessageContaining("frame 1 is resized to");

      assertThat(detector.liveArrays()).isEqualTo(atRest);
      assertThat(detector.detect(List.of(frame(120, 160)))).hasSize(1);
    }
  }

  @Test
  void saysThatADamagedArchiveDoesNotLoad() throws Exception {
    byte[] whole = Files.readAllBytes(imported.archive());
    Path damaged =
        Files.write(folder.resolve("damaged.pt"), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> load(damaged))
        .isInstanceOf(DetectorException.class)
        .hasMessageStartingWith("models:/generated/1: archive " + damaged + " does not load");
  }

  private static DjlDetector load(Path archive) {
    return DjlDetector.load(
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests"),
        archive,
        SMALL,
        Device.cpu());
  }

  private static Frame frame(int height, int width) {
    return new Frame(Formula.image(height, width), width, height);
  }
}
