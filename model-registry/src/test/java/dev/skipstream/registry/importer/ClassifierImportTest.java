package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.Calibration.Range;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The import of classifiers: their classes start at 0, and some do not compute in int8. */
class ClassifierImportTest {
  private static final Calibration CALIBRATION =
      new Calibration(
          "mse",
          1,
          new TreeMap<>(Map.of("input", new Range(0, 1))),
          new TreeMap<>(Map.of("input", new Range(0, 1))));

  @TempDir Path folder;

  private ImportedDetector imported(String network, String labels, ComputeFormat... formats)
      throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, network, 3);
    Optional<Calibrator> calibrator =
        List.of(formats).contains(ComputeFormat.INT8)
            ? Optional.of(Calibrator.of(CALIBRATION))
            : Optional.empty();
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(
            checkpoint,
            new ImportSettings(
                Labels.parse(labels),
                OptionalDouble.empty(),
                Map.of(),
                ImportFormats.of(List.of(formats), calibrator),
                "none",
                Optional.empty(),
                OptionalDouble.empty()),
            folder.resolve("detector.pt"));
  }

  @Test
  void theFirstLabelIsThatOfClassZero() throws IOException {
    ImportedDetector classifier = imported("resnet18", "cat,dog,cow", ComputeFormat.FP32);

    assertThat(classifier.manifest().labels()).isEqualTo(Map.of(0, "cat", 1, "dog", 2, "cow"));
    assertThat(classifier.remarks()).isEmpty();
  }

  @Test
  void refusesLabelsForAnotherNumberOfClasses() {
    assertThatThrownBy(() -> imported("resnet18", "cat,dog", ComputeFormat.FP32))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("it has 3 classes, the labels end at 2 (dog): name each class");
  }

  @ParameterizedTest
  @CsvSource({"densenet121", "efficientnet_b0"})
  void refusesInt8WhereTheNetworkDoesNotComputeInIt(String network) {
    assertThatThrownBy(() -> imported(network, "a,b,c", ComputeFormat.BF16, ComputeFormat.INT8))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(
            network
                + " does not compute in int8: expected one of [fp32, bf16, fp16]; leave int8 out of"
                + " --precision");
  }

  /** As in torchvision's published DenseNet, which is of 2017. */
  @Test
  void readsTheOldNamesOfADenseLayer() {
    Set<String> present = GeneratedCheckpoint.shapes("densenet121", 3).keySet();
    Set<String> old = new LinkedHashSet<>();
    present.forEach(
        name -> old.add(name.replaceFirst("(denselayer\\d+\\.(?:norm|conv))([12]\\.)", "$1.$2")));

    assertThat(old)
        .isNotEqualTo(present)
        .contains("features.denseblock1.denselayer1.norm.1.weight");
    assertThat(old)
        .extracting(name -> Architectures.BUILT_IN.tensor(name, old))
        .containsExactlyElementsOf(present);
  }

  @Test
  void hasTheThousandLabelsOfImageNet() {
    assertThat(Labels.parse("imagenet"))
        .hasSize(1000)
        .containsEntry(1, "tench")
        .containsEntry(282, "tabby")
        .containsEntry(1000, "toilet tissue");
  }
}
