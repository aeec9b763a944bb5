package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.topics.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetectionSettingsTest {
  private static final Pipeline PIPELINE =
      new Pipeline(TopicNames.of("images"), ScriptedDetector.MODEL);

  @Test
  void theDefaultsAreThoseOfTheCommandWithoutAJournal() {
    DetectionSettings settings = builder().pipelines(PIPELINE).build();

    assertThat(settings.rules()).isEqualTo(FrameRules.NONE);
    assertThat(settings.stream()).isEqualTo(StreamSettings.DEFAULT);
    assertThat(settings.batches()).isEqualTo(BatchSettings.DEFAULT);
    assertThat(settings.bounds()).isEqualTo(InputLimits.NONE);
    assertThat(settings.images().journalFolder()).isEqualTo(Optional.empty());
  }

  @Test
  void modelsAndPipelinesAreRequired() {
    assertThatThrownBy(() -> DetectionSettings.builder(Map.of(), "app").pipelines(PIPELINE).build())
        .hasMessage("no models: expected models(...) to be called");
    assertThatThrownBy(() -> builder().build()).hasMessage("no pipeline: expected at least one");
  }

  @Test
  void twoPipelinesWithTheSameOutputAreRejected() {
    assertThatThrownBy(() -> builder().pipelines(PIPELINE, PIPELINE).build())
        .hasMessageStartingWith("two pipelines go from images to detections");
  }

  private static DetectionSettings.Builder builder() {
    return DetectionSettings.builder(Map.of(), "app").models(LoadedModels.of(List.of()));
  }
}
