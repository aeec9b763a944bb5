package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.internal.RegistryJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings of a manifest are the record of its architecture. */
class ManifestSettingsTest {
  private static final String DIGEST = "sha256:" + "01".repeat(32);

  private static ModelManifest manifest(String network, DetectorSettings settings) {
    return new ModelManifest(
        network,
        Map.of(1, "car"),
        settings,
        Precision.FP32,
        DIGEST,
        new ModelManifest.Source("a.pth", DIGEST),
        "none",
        Instant.EPOCH);
  }

  @Test
  void comeBackFromTheirJsonForEachNetwork() {
    for (Architecture one : Architectures.BUILT_IN.all()) {
      for (String network : one.networks()) {
        ModelManifest manifest = manifest(network, one.defaults());

        assertThat(RegistryJson.read(RegistryJson.write(manifest), ModelManifest.class))
            .isEqualTo(manifest);
      }
    }
  }

  /** A later release may have registered it. */
  @Test
  void areKeptForANetworkThatThisReleaseDoesNotHave() {
    String written =
        RegistryJson.write(manifest("fasterrcnn_resnet18_fpn", FasterRcnnSettings.TORCHVISION))
            .replace("fasterrcnn_resnet18_fpn", "yolo_x")
            .replaceFirst("\"settings\":\\{[^}]*}", "\"settings\":{\"side\":640,\"score\":0.5}");

    ModelManifest read = RegistryJson.read(written, ModelManifest.class);

    assertThat(RegistryJson.write(read)).isEqualTo(written);
    assertThatThrownBy(() -> read.settings().numbers())
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("of a network that this release does not have")
        .hasMessageContaining("expected one of fasterrcnn_resnet18_fpn,");
  }

  @Test
  void areNamedWhereTheyAreMissing() {
    String written =
        RegistryJson.write(manifest("fasterrcnn_resnet18_fpn", FasterRcnnSettings.TORCHVISION))
            .replaceFirst("\"settings\":\\{[^}]*},", "");

    assertThatThrownBy(() -> RegistryJson.read(written, ModelManifest.class))
        .hasMessage("settings are null: expected an object of numbers");
  }

  @Test
  void giveTheProgramEachNumberByItsNameInTheManifest() {
    assertThat(FasterRcnnSettings.TORCHVISION.numbers())
        .hasSize(FasterRcnnSettings.class.getRecordComponents().length)
        .containsEntry("minSize", List.of(800.0))
        .containsEntry("anchorSizes", List.of(32.0, 64.0, 128.0, 256.0, 512.0))
        .containsEntry("rpnNmsThreshold", List.of(0.7));
  }

  @Test
  void takeOtherValuesByTheNamesOfTheirOptions() {
    DetectorSettings settings =
        FasterRcnnSettings.TORCHVISION.with(
            Map.of("min-size", "240", "anchor-ratios", "0.4,1.0,1.9"));

    assertThat(settings.byOption())
        .containsEntry("min-size", "240")
        .containsEntry("anchor-ratios", "0.4,1.0,1.9")
        .containsEntry("max-size", "1333");
  }

  @Test
  void nameAnOptionThatTheyLackAndAValueThatIsNoNumber() {
    assertThatThrownBy(() -> FasterRcnnSettings.TORCHVISION.with(Map.of("side", "1")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(
            "side is no setting of Faster R-CNN: expected one of anchor-ratios,");
    assertThatThrownBy(() -> FasterRcnnSettings.TORCHVISION.with(Map.of("min-size", "1.5")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("min-size is '1.5': expected a number as in 800");
  }
}
