package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenDetection;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every architecture, from a checkpoint to boxes, detects what torchvision detects: equal labels,
 * boxes within 0.05 pixels, scores within 1e-4. A detection whose score is that close to the last
 * one of its frame may be cut off on one side only.
 */
class DetectorParityIT {
  private static final double PIXELS = 0.05;
  private static final double SCORE = 1e-4;

  @TempDir Path folder;

  static Stream<String> architectures() {
    return Architectures.BUILT_IN.all().stream()
        .filter(kind -> kind.defaults() instanceof SidedSettings)
        .flatMap(kind -> kind.networks().stream());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void detectsWhatTorchvisionDetects(String architecture) throws IOException {
    Golden golden = Golden.of(architecture);
    ImportedDetector imported = GoldenNetwork.imported(golden, folder, List.of(ComputeFormat.FP32));
    assertThat(imported.manifest().architecture()).isEqualTo(architecture);

    for (Case one : golden.cases()) {
      try (Detector detector = load(imported, golden.settings(one))) {
        List<Frame> frames = GoldenNetwork.frames(one);
        List<Findings> together = detector.detect(frames);
        for (int i = 0; i < frames.size(); i++) {
          GoldenFrame expected = one.frames().get(i);
          assertSame(together.get(i), expected, architecture + " in a batch");
          assertSame(detector.detect(frames.subList(i, i + 1)).get(0), expected, architecture);
        }
      }
    }
  }

  private static Detector load(ImportedDetector imported, DetectorSettings settings) {
    return DjlDetector.load(
        GoldenNetwork.version(imported), imported.archive(), settings, Device.cpu());
  }

  private static void assertSame(Findings findings, GoldenFrame golden, String what) {
    List<GoldenDetection> missing = new ArrayList<>(golden.detections());
    List<Detection> surplus = new ArrayList<>();
    for (Detection detection : ((Boxes) findings).detections()) {
      missing.stream()
          .filter(expected -> same(detection, expected))
          .findFirst()
          .ifPresentOrElse(missing::remove, () -> surplus.add(detection));
    }
    double last = golden.detections().get(golden.detections().size() - 1).score();
    missing.removeIf(expected -> expected.score() <= last + SCORE);
    surplus.removeIf(detection -> detection.score() <= last + SCORE);
    assertThat(missing)
        .as("%s does not detect in %dx%d", what, golden.width(), golden.height())
        .isEmpty();
    assertThat(surplus).as("%s detects in %dx%d", what, golden.width(), golden.height()).isEmpty();
  }

  private static boolean same(Detection actual, GoldenDetection expected) {
    BoundingBox box = actual.box();
    List<Double> sides = expected.box();
    return actual.classId() == expected.classId()
        && Math.abs(actual.score() - expected.score()) <= SCORE
        && Math.abs(box.x() - sides.get(0)) <= PIXELS
        && Math.abs(box.y() - sides.get(1)) <= PIXELS
        && Math.abs(box.x() + box.width() - sides.get(2)) <= PIXELS
        && Math.abs(box.y() + box.height() - sides.get(3)) <= PIXELS;
  }
}
