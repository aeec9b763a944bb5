package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.Precision;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkLayersTest {
  private static final FasterRcnnSettings SETTINGS =
      new FasterRcnnSettings(224, 384, 300, 100, 0.05, 0.5, 100, null);

  @Test
  void theLastLayersAreTheScoresAndDeltasOfBothHeads() {
    ModelManifest manifest =
        new ModelManifest(
            "fasterrcnn_resnet50_fpn",
            Map.of(1, "cat", 2, "dog"),
            SETTINGS,
            Precision.FP32,
            "sha256:" + "0".repeat(64),
            new ModelManifest.Source("cats.pth", "sha256:" + "1".repeat(64)),
            "none",
            Instant.EPOCH);

    assertThat(NetworkLayers.of(manifest, SETTINGS).keySet())
        .filteredOn(LayerShape::last)
        .extracting(LayerShape::outputs)
        // Three anchors and their deltas at each of five levels; three classes and their deltas.
        .containsExactlyInAnyOrder(3, 3, 3, 3, 3, 12, 12, 12, 12, 12, 3, 12);
  }
}
