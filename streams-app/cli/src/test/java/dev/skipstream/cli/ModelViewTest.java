package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.importer.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ModelViewTest {
  private static final FasterRcnnSettings SETTINGS =
      new FasterRcnnSettings(
          200,
          300,
          400,
          250,
          0.1,
          0.4,
          60,
          List.of(12, 27, 50, 100, 201),
          List.of(0.4, 1.0, 1.9),
          List.of(0.4, 0.5, 0.55),
          List.of(0.3, 0.2, 0.25),
          0.6,
          0.45);

  private static String page(Source source) {
    ModelManifest manifest =
        new ModelManifest(
            "fasterrcnn_resnet18_fpn",
            Labels.parse("a"),
            SETTINGS,
            Precision.FP32,
            "sha256:" + "0".repeat(64),
            source,
            "none",
            Instant.EPOCH);
    return ModelView.page(
        new ModelVersion("cells", 1, manifest, Instant.EPOCH, "ann"),
        RegisteredModel.empty("cells"));
  }

  @Test
  void showsTheSettingsThatNoTensorShows() {
    String digest = "sha256:" + "1".repeat(64);

    assertThat(
            page(new Source("model_25.pth", digest, Optional.of("ema"), OptionalDouble.of(1e-5))))
        .contains("  input         200 px the shorter side, at most 300 px the longer\n")
        .contains(
            "  proposals     250 a frame, of 400 a level before NMS 0.6, with a score of 0.45 at"
                + " least\n")
        .contains("  anchors       12, 27, 50, 100, 201 px, ratios 0.4, 1.0, 1.9\n")
        .contains("  image         mean 0.4, 0.5, 0.55, standard deviation 0.3, 0.2, 0.25\n")
        .contains("  batch norms   eps 1.0E-5\n")
        .contains("  thresholds    score 0.1, NMS 0.4, 60 detections a frame\n")
        .contains("  source        model_25.pth (" + digest + "), entry ema\n");
  }

  @Test
  void saysThatAnEarlierImportKeptNoEps() {
    assertThat(page(new Source("a.pth", "sha256:" + "1".repeat(64))))
        .contains("  batch norms   eps not recorded\n");
  }
}
