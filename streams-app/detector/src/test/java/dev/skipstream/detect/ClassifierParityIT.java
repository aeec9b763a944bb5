package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenClass;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ScoredClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every classifier, from a checkpoint to classes, finds what torchvision finds with its transforms
 * on a Pillow image: the same classes in the same order, and differences of logits within 1e-3.
 */
class ClassifierParityIT {
  private static final double LOGIT = 1e-3;

  /** A score is rounded to 1e-6, so the logarithm of a smaller one says little. */
  private static final double LEAST = 0.01;

  @TempDir Path folder;

  static Stream<String> networks() {
    return Architectures.BUILT_IN.all().stream()
        .filter(kind -> kind.defaults() instanceof ClassifierSettings)
        .flatMap(kind -> kind.networks().stream());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void findsTheClassesThatTorchvisionFinds(String network) throws IOException {
    Golden golden = Golden.of(network);
    ImportedDetector imported = imported(golden);

    for (Case one : golden.cases()) {
      ModelVersion version =
          new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests");
      try (Detector detector =
          DjlDetector.load(version, imported.archive(), golden.settings(one), Device.cpu())) {
        List<Frame> frames = one.frames().stream().map(ClassifierParityIT::frame).toList();
        // Frames of all sizes share a batch.
        List<Findings> together = detector.detect(frames);
        for (int i = 0; i < frames.size(); i++) {
          GoldenFrame expected = one.frames().get(i);
          assertSame(together.get(i), expected, network + " in a batch");
          assertSame(detector.detect(frames.subList(i, i + 1)).get(0), expected, network);
        }
      }
    }
  }

  private ImportedDetector imported(Golden golden) throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, golden.architecture(), golden.classes());
    ImportSettings settings =
        new ImportSettings(
            Labels.parse("a,b,c,d,e,f,g,h,i,j"),
            OptionalDouble.empty(),
            Architectures.BUILT_IN.of(golden.architecture()).defaults(),
            Precision.FP32,
            "none");
    ImportedDetector imported =
        new DetectorImporter(Clock.systemUTC())
            .importCheckpoint(checkpoint, settings, folder.resolve("detector.pt"));
    Files.delete(checkpoint);
    assertThat(imported.manifest().architecture()).isEqualTo(golden.architecture());
    return imported;
  }

  private static Frame frame(GoldenFrame golden) {
    return new Frame(
        Formula.image(golden.height(), golden.width()), golden.width(), golden.height());
  }

  private static void assertSame(Findings findings, GoldenFrame golden, String what) {
    List<ScoredClass> found = ((Classes) findings).classes();
    String where = "%s in %dx%d".formatted(what, golden.width(), golden.height());
    assertThat(found)
        .as(where)
        .extracting(ScoredClass::classId)
        .containsExactlyElementsOf(golden.classes().stream().map(GoldenClass::classId).toList());
    for (int i = 0; i < found.size(); i++) {
      ScoredClass one = found.get(i);
      double expected = golden.classes().get(i).score();
      assertThat(one.label()).isEqualTo("abcdefghij".substring(one.classId(), one.classId() + 1));
      if (expected > LEAST) {
        assertThat(Math.log(one.score())).as(where).isCloseTo(Math.log(expected), within(LOGIT));
      } else {
        assertThat(one.score()).as(where).isCloseTo(expected, within(LEAST * LOGIT));
      }
    }
  }
}
