package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorSettingsTest {

  @Test
  void hasTheAnchorsOfTorchvisionUnlessToldOtherwise() {
    assertThat(DetectorSettings.TORCHVISION.withAnchorSizes(null).anchorSizes())
        .containsExactly(32, 64, 128, 256, 512);
    assertThat(
            DetectorSettings.TORCHVISION
                .withAnchorSizes(List.of(16, 32, 64, 128, 256))
                .anchorSizes())
        .containsExactly(16, 32, 64, 128, 256);
  }

  @Test
  void refusesAnchorsThatAreNotOneALevel() {
    assertThatThrownBy(() -> DetectorSettings.TORCHVISION.withAnchorSizes(List.of(16, 32)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("anchor-sizes are 2 numbers: expected 5, one for each level of the pyramid");
  }

  @Test
  void refusesAnchorsWithoutArea() {
    assertThatThrownBy(
            () -> DetectorSettings.TORCHVISION.withAnchorSizes(List.of(0, 32, 64, 128, 256)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("an anchor size is 0: expected 1 to 8192");
  }
}
