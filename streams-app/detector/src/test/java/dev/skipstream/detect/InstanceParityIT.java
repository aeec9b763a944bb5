package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenDetection;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Keypoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The masks and keypoints of the detections that {@link DetectorParityIT} compares. Keypoints are
 * within 0.1 pixels. A pixel of a mask differs only where its probability is about one half: one of
 * a thousand at most.
 */
class InstanceParityIT {
  private static final double PIXELS = 0.05;
  private static final double SCORE = 1e-4;
  private static final double POINT = 0.1;
  private static final double SHARE_OF_MASK = 1e-3;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"})
  void findsTheMasksThatTorchvisionFinds(String network) throws IOException {
    int compared = 0;
    for (Pair pair : pairs(network)) {
      if (isCutAlike(pair.expected())) {
        String counts = pair.found().mask().orElseThrow().counts();
        assertThat(pair.found().mask().get().size())
            .containsExactly(pair.frame().height(), pair.frame().width());
        BitSet difference = pixels(counts);
        difference.xor(pixels(pair.expected().mask()));
        double area = pair.found().box().width() * pair.found().box().height();
        assertThat(difference.cardinality())
            .as("%s: pixels of %s that differ", network, pair.expected().box())
            .isLessThanOrEqualTo((int) Math.ceil(SHARE_OF_MASK * area));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keypointrcnn_resnet50_fpn"})
  void findsTheKeypointsThatTorchvisionFinds(String network) throws IOException {
    int compared = 0;
    for (Pair pair : pairs(network)) {
      List<Keypoint> found = pair.found().keypoints().orElseThrow();
      assertThat(found).hasSize(pair.expected().keypoints().size());
      for (int i = 0; i < found.size(); i++) {
        List<Double> expected = pair.expected().keypoints().get(i);
        assertThat(Math.abs(found.get(i).x() - expected.get(0))).isLessThan(POINT);
        assertThat(Math.abs(found.get(i).y() - expected.get(1))).isLessThan(POINT);
        assertThat(Math.abs(found.get(i).score() - expected.get(2))).isLessThan(2e-3);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20 * 17);
  }

  /** A detection, and the one of torchvision at its place. */
  private record Pair(Detection found, GoldenDetection expected, GoldenFrame frame) {}

  private List<Pair> pairs(String network) throws IOException {
    Golden golden = Golden.of(network);
    Case one = golden.cases().get(0);
    List<Frame> frames = one.frames().stream().map(InstanceParityIT::frame).toList();
    ImportedDetector imported = imported(golden);
    ModelVersion version =
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests");
    try (Detector detector =
        DjlDetector.load(version, imported.archive(), golden.settings(one), Device.cpu())) {
      List<Boxes> found =
          detector.detect(frames).stream().map(findings -> (Boxes) findings).toList();
      return IntStream.range(0, frames.size())
          .boxed()
          .flatMap(
              i ->
                  one.frames().get(i).detections().stream()
                      .flatMap(
                          expected ->
                              at(found.get(i), expected).stream()
                                  .map(at -> new Pair(at, expected, one.frames().get(i)))))
          .toList();
    }
  }

  private ImportedDetector imported(Golden golden) throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, golden.architecture(), golden.classes());
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(
            checkpoint,
            new ImportSettings(
                Labels.parse("a,b,c,d,e"),
                OptionalDouble.empty(),
                Architectures.BUILT_IN.of(golden.architecture()).defaults(),
                Precision.FP32,
                "none"),
            folder.resolve("detector.pt"));
  }

  private static Frame frame(GoldenFrame golden) {
    return new Frame(
        Formula.image(golden.height(), golden.width()), golden.width(), golden.height());
  }

  private static Optional<Detection> at(Boxes found, GoldenDetection expected) {
    return found.detections().stream()
        .filter(
            one ->
                one.classId() == expected.classId()
                    && Math.abs(one.score() - expected.score()) <= SCORE
                    && Math.abs(one.box().x() - expected.box().get(0)) <= PIXELS
                    && Math.abs(one.box().y() - expected.box().get(1)) <= PIXELS)
        .findFirst();
  }

  /**
   * Returns false for a box whose enlarged corners are so close to a whole pixel that the last
   * digits decide where the mask begins.
   */
  private static boolean isCutAlike(GoldenDetection golden) {
    List<Double> box = golden.box();
    for (int axis = 0; axis < 2; axis++) {
      double centre = (box.get(axis) + box.get(axis + 2)) / 2;
      double half = (box.get(axis + 2) - box.get(axis)) / 2 * 30 / 28;
      for (double corner : new double[] {centre - half, centre + half}) {
        if (Math.abs(corner - Math.rint(corner)) < 0.01) {
          return false;
        }
      }
    }
    return true;
  }

  /** Expands COCO's text: the pixels of the mask, numbered down the columns. */
  private static BitSet pixels(String counts) {
    BitSet pixels = new BitSet();
    long[] runs = new long[counts.length() + 1];
    int run = 0;
    int at = 0;
    int start = 0;
    while (at < counts.length()) {
      long number = 0;
      int shift = 0;
      int bits;
      do {
        bits = counts.charAt(at++) - '0';
        number |= (long) (bits & 0x1f) << shift;
        shift += 5;
      } while ((bits & 0x20) != 0);
      if ((bits & 0x10) != 0) {
        number |= -1L << shift;
      }
      runs[run] = run > 2 ? number + runs[run - 2] : number;
      int end = start + (int) runs[run];
      if (run % 2 == 1) {
        pixels.set(start, end);
      }
      start = end;
      run++;
    }
    return pixels;
  }
}
