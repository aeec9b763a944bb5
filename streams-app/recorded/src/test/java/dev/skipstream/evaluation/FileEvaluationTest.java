package dev.skipstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.dataset.CocoResultsWriter;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluation.FileEvaluationSettings.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEvaluationTest {
  private static final String RESULTS =
      "[{\"image_id\":42,\"category_id\":17,\"bbox\":[1.5,2.0,30.0,40.0],\"score\":0.875}]";

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();
  private Path instances;
  private Path results;

  @BeforeEach
  void write() throws Exception {
    instances =
        Files.writeString(
            folder.resolve("instances.json"),
            """
            {"categories": [{"id": 17, "name": "car"}],
             "images": [{"id": 42, "file_name": "a/1.jpg", "weather": "fog"},
                        {"id": 43, "file_name": "a/2.jpg", "weather": "rain"}],
             "annotations": [{"image_id": 42, "category_id": 17, "bbox": [1.5, 2, 30, 40]},
                             {"image_id": 43, "category_id": 17, "bbox": [1.5, 2, 30, 40]}]}
            """);
    results = Files.writeString(folder.resolve("results.json"), RESULTS);
  }

  @Test
  void scoresResultsInCallsOfTheLibraryAlone() {
    try (EvaluationInput input = read(results)) {
      EvaluationResult result = input.evaluate(EvaluationSettings.DEFAULT);

      assertThat(result.metrics().ap50()).isCloseTo(51 / 101.0, within(1e-12));
      assertThat(input.text()).isEqualTo("2 of 2 images scored");
      EvaluationDocument document = result.document(EnumSet.noneOf(EvaluationResult.Part.class));
      assertThat(document.by().get("weather").get("fog").ap50()).isCloseTo(1, within(1e-12));
      assertThat(document.by().get("weather").get("rain").ap50()).isZero();
      assertThat(document.confusion()).isEmpty();
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void parsesTheDataSetOnce() throws Exception {
    Path written = folder.resolve("written.json");
    try (EvaluationInput input = read(results)) {
      Files.delete(instances);

      try (CocoResultsWriter writer = new CocoResultsWriter(written, input.dataset())) {
        input.forEachFound(writer::add);
        writer.finish();
      }
    }
    assertThat(written).hasContent(RESULTS);
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path absent = folder.resolve("absent.json");

    assertThatThrownBy(() -> read(absent))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageContaining("absent.json");
  }

  private EvaluationInput read(Path detections) {
    return FileEvaluation.read(
        new FileEvaluationSettings(instances, detections, Format.COCO_RESULTS, List.of("weather")),
        notices::add);
  }
}
