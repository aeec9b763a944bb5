package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.internal.RegistryJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings of RetinaNet and of FCOS. */
class OneStageSettingsTest {
  private static final RetinaNetSettings RETINANET =
      new RetinaNetSettings(
          100,
          200,
          11,
          0.1,
          0.2,
          13,
          List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
          List.of(0.4, 1.0, 1.9),
          List.of(0.1, 0.2, 0.3),
          List.of(0.4, 0.5, 0.6));
  private static final FcosSettings FCOS =
      new FcosSettings(110, 200, 11, 0.1, 0.3, 13, List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6));

  static List<DetectorSettings> settings() {
    return List.of(RETINANET, FCOS);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void comeBackFromTheirJsonAndFromTheirOptionsWithEachNumber(DetectorSettings settings) {
    DetectorSettings defaults =
        settings == RETINANET ? RetinaNetSettings.TORCHVISION : FcosSettings.TORCHVISION;

    assertThat(settings.byOption()).hasSize(settings.getClass().getRecordComponents().length);
    assertThat(settings.byOption().values())
        .doesNotContainAnyElementsOf(defaults.byOption().values());
    assertThat(defaults.with(settings.byOption())).isEqualTo(settings);
    assertThat(RegistryJson.<DetectorSettings>read(RegistryJson.write(settings), type(settings)))
        .isEqualTo(settings);
  }

  @SuppressWarnings("unchecked") // of its own class
  private static Class<DetectorSettings> type(DetectorSettings settings) {
    return (Class<DetectorSettings>) settings.getClass();
  }

  @Test
  void haveTorchvisionsNumbersWhereAManifestLacksThem() {
    String settings =
        "{\"minSize\":800,\"maxSize\":1333,\"candidates\":1000,\"scoreThreshold\":0.05,"
            + "\"nmsThreshold\":0.5,\"detectionsPerFrame\":300}";

    assertThat(RegistryJson.read(settings, RetinaNetSettings.class))
        .isEqualTo(RetinaNetSettings.TORCHVISION);
  }

  @Test
  void refuseAnOptionOfAnotherArchitecture() {
    assertThatThrownBy(() -> RETINANET.with(Map.of("proposals", "300")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("proposals is no setting of RetinaNet: expected one of anchor-");
    assertThatThrownBy(() -> FCOS.with(Map.of("anchor-sizes", "8,16,32,64,128")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("anchor-sizes is no setting of FCOS: expected one of candidates");
  }

  @Test
  void refuseAnchorsThatAreNotThreeALevel() {
    assertThatThrownBy(() -> RETINANET.with(Map.of("anchor-sizes", "32,64,128,256,512")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("anchor-sizes are 5 numbers: expected 15, three for each level of the pyramid");
  }

  @Test
  void refuseAValueThatIsNoNumber() {
    assertThatThrownBy(() -> FCOS.with(Map.of("candidates", "all")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("candidates is 'all': expected a number as in 1000");
  }
}
