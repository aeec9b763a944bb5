package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenClass;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ScoredClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    ImportedDetector imported = GoldenNetwork.imported(golden, folder, List.of(ComputeFormat.FP32));
    assertThat(imported.manifest().architecture()).isEqualTo(network);

    for (Case one : golden.cases()) {
      try (Detector detector =
          DjlDetector.load(
              GoldenNetwork.version(imported),
              imported.archive(),
              golden.settings(one),
              Device.cpu())) {
        List<Frame> frames = GoldenNetwork.frames(one);
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
      assertThat(one.label())
          .isEqualTo(GoldenNetwork.LETTERS.substring(one.classId(), one.classId() + 1));
      if (expected > LEAST) {
        assertThat(Math.log(one.score())).as(where).isCloseTo(Math.log(expected), within(LOGIT));
      } else {
        assertThat(one.score()).as(where).isCloseTo(expected, within(LEAST * LOGIT));
      }
    }
  }
}
