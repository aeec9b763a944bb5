package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.internal.RegistryJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierSettingsTest {
  private static final ClassifierSettings OTHER =
      new ClassifierSettings(
          100, 90, Interpolation.BICUBIC, 3, List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6));

  @Test
  void comeBackFromTheirJsonAndFromTheirOptionsWithEachNumber() {
    assertThat(OTHER.byOption())
        .hasSize(ClassifierSettings.class.getRecordComponents().length)
        .containsEntry("interpolation", "bicubic");
    assertThat(ClassifierSettings.BILINEAR.with(OTHER.byOption())).isEqualTo(OTHER);
    assertThat(RegistryJson.read(RegistryJson.write(OTHER), ClassifierSettings.class))
        .isEqualTo(OTHER);
  }

  /** A program takes numbers by the names of the manifest. */
  @Test
  void giveTheFilterAsItsRadius() {
    assertThat(OTHER.numbers())
        .hasSize(ClassifierSettings.class.getRecordComponents().length)
        .containsEntry("interpolation", List.of(2.0))
        .containsEntry("topK", List.of(3.0));
    assertThat(ClassifierSettings.BILINEAR.numbers())
        .containsEntry("interpolation", List.of(1.0))
        .containsEntry("resizeSize", List.of(256.0))
        .containsEntry("cropSize", List.of(224.0));
  }

  @ParameterizedTest
  @CsvSource({
    "resize-size, 200, 'resize-size is 200: expected 224 to 4096'",
    "crop-size, 16, 'crop-size is 16: expected 32 to 2048'",
    "top-k, 0, 'top-k is 0: expected 1 to 10000'",
    "interpolation, nearest, 'interpolation is ''nearest'': expected one of [bilinear, bicubic]'",
  })
  void refuseANumberOutOfItsRange(String option, String value, String message) {
    assertThatThrownBy(() -> ClassifierSettings.BILINEAR.with(Map.of(option, value)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }

  @Test
  void refuseAnOptionOfADetector() {
    assertThatThrownBy(() -> OTHER.with(Map.of("score-threshold", "0.5")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(
            "score-threshold is no setting of a classifier: expected one of crop-size,");
  }
}
