package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import of segmentation networks: class 0 may be the background. */
class SegmenterImportTest {
  @TempDir Path folder;

  private ImportedDetector imported(String labels) throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, "fcn_resnet50", 3);
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(
            checkpoint,
            new ImportSettings(
                Labels.parse(labels),
                OptionalDouble.empty(),
                Map.of(),
                ImportFormats.of(List.of(ComputeFormat.FP32), Optional.empty()),
                "none",
                Optional.empty(),
                OptionalDouble.empty()),
            folder.resolve("detector.pt"));
  }

  @Test
  void theFirstClassIsTheBackgroundWhereOneLabelLessIsGiven() throws IOException {
    assertThat(imported("road,car").manifest().labels()).isEqualTo(Map.of(1, "road", 2, "car"));
  }

  @Test
  void theFirstClassIsLikeOthersWhereEachHasALabel() throws IOException {
    assertThat(imported("sky,road,car").manifest().labels())
        .isEqualTo(Map.of(0, "sky", 1, "road", 2, "car"));
  }

  @Test
  void refusesLabelsForAnotherNumberOfClasses() {
    assertThatThrownBy(() -> imported("road"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(
            "it has 2 classes and the background, the labels end at 1 (road): name each class");
  }

  /** As in torchvision's published weights. */
  @Test
  void ignoresTheSecondHead() {
    Map<String, List<Integer>> shapes = GeneratedCheckpoint.shapes("deeplabv3_resnet101", 21);
    shapes.put("aux_classifier.0.weight", List.of(256, 1024, 3, 3));
    shapes.put("aux_classifier.1.num_batches_tracked", List.of());
    shapes.put("aux_classifier.4.bias", List.of(21));

    assertThat(Recognition.recognise(Architectures.BUILT_IN, shapes).architecture())
        .isEqualTo("deeplabv3_resnet101");

    shapes.put("other_classifier.4.bias", List.of(21));
    assertThatThrownBy(() -> Recognition.recognise(Architectures.BUILT_IN, shapes))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageEndingWith("it has unexpected other_classifier.4.bias");
  }
}
