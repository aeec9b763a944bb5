package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplaySettingsTest {
  private static final ModelVersion MODEL =
      new ModelVersion(
          "cells",
          1,
          ModelFixtures.manifest("sha256:" + "01".repeat(32)),
          Instant.parse("2026-11-23T10:00:00Z"),
          "ann");
  private static final ReplaySettings SETTINGS = ReplaySettings.of("images", MODEL, "cpu");

  @Test
  void eachOverrideIsPartOfTheIdentityAndOfTheDetector() {
    Map<String, String> overrides =
        Map.of("min-size", "320", "max-size", "640", "proposals", "7", "score-threshold", "0.25");

    ReplaySettings overridden = with(overrides, 1, OptionalDouble.empty());

    overrides.forEach(
        (name, value) ->
            assertThat(overridden.identity())
                .containsEntry(name, value)
                .doesNotContainEntry(name, SETTINGS.identity().get(name)));
    assertThat(overridden.detector().byOption()).containsAllEntriesOf(overrides);
  }

  @Test
  void theRateIsNotPartOfTheIdentityAndTheBatchSizeIs() {
    assertThat(with(Map.of(), 1, OptionalDouble.of(5)).identity()).isEqualTo(SETTINGS.identity());
    assertThat(with(Map.of(), 2, OptionalDouble.empty()).identity())
        .isNotEqualTo(SETTINGS.identity());
  }

  @Test
  void namesAnInvalidSetting() {
    assertThatThrownBy(() -> with(Map.of("nms-thresold", "0.5"), 1, OptionalDouble.empty()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("nms-thresold is no setting of Faster R-CNN");
    assertThatThrownBy(() -> with(Map.of("min-size", "320.5"), 1, OptionalDouble.empty()))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("min-size is '320.5': expected a number as in 800");
    assertThatThrownBy(() -> with(Map.of(), 1, OptionalDouble.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxRate is 0.0");
    assertThatThrownBy(() -> with(Map.of(), 0, OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ReplaySettings with(
      Map<String, String> overrides, int batchSize, OptionalDouble maxRate) {
    return new ReplaySettings(
        SETTINGS.topic(),
        SETTINGS.range(),
        MODEL,
        new TreeMap<>(overrides),
        SETTINGS.compute(),
        List.of("cpu"),
        SETTINGS.limits(),
        SETTINGS.damaged(),
        SETTINGS.datarefs(),
        batchSize,
        maxRate,
        SETTINGS.groundTruth(),
        SETTINGS.output(),
        SETTINGS.again());
  }
}
