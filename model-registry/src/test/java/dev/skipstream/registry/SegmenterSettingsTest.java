package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.internal.RegistryJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmenterSettingsTest {
  private static final SegmenterSettings OTHER =
      new SegmenterSettings(100, 200, List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6));

  @Test
  void comeBackFromTheirJsonAndFromTheirOptionsWithEachNumber() {
    assertThat(OTHER.byOption())
        .hasSize(SegmenterSettings.class.getRecordComponents().length)
        .containsEntry("max-size", "200");
    assertThat(SegmenterSettings.TORCHVISION.with(OTHER.byOption())).isEqualTo(OTHER);
    assertThat(RegistryJson.read(RegistryJson.write(OTHER), SegmenterSettings.class))
        .isEqualTo(OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "min-size, 16, 'min-size is 16: expected 32 to 8192'",
    "max-size, 500, 'max-size is 500: expected 520 to 8192'",
    "image-mean, '0.5,0.5', 'image-mean are 2 numbers: expected 3, one for each channel, of 0 to"
        + " 1'",
  })
  void refuseANumberOutOfItsRange(String option, String value, String message) {
    assertThatThrownBy(() -> SegmenterSettings.TORCHVISION.with(Map.of(option, value)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }

  @Test
  void refuseAnOptionOfADetector() {
    assertThatThrownBy(() -> OTHER.with(Map.of("score-threshold", "0.5")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "score-threshold is no setting of a segmentation network: expected one of image-mean,"
                + " image-std, max-size, min-size");
  }
}
