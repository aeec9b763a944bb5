package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenDetection;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The masks and keypoints of the detections that {@link DetectorParityIT} compares. Keypoints are
 * within 0.1 pixels. A pixel of a mask differs only where its logit is within 1e-4 of the
 * threshold.
 */
class InstanceParityIT {
  private static final double PIXELS = 0.05;
  private static final double SCORE = 1e-4;
  private static final double POINT = 0.1;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"})
  void findsTheMasksThatTorchvisionFinds(String network) throws IOException {
    int compared = 0;
    for (Pair pair : pairs(network)) {
      if (isCutAlike(pair.expected())) {
        InstanceMask text = pair.found().mask().orElseThrow();
        int height = pair.frame().height();
        int width = pair.frame().width();
        assertThat(text.size()).containsExactly(height, width);
        RunLengthMask found = RunLengthMask.ofText(height, width, text.counts());
        RunLengthMask expected = RunLengthMask.ofText(height, width, pair.expected().mask());
        RunLengthMask near = RunLengthMask.ofText(height, width, pair.expected().near());
        assertThat(found.union(near))
            .as("%s: %s in %dx%d", network, pair.expected().box(), width, height)
            .isEqualTo(expected.union(near));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(40);
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
    assertThat(compared).isGreaterThan(40 * 17);
  }

  /** A detection, and the one of torchvision at its place. */
  private record Pair(Detection found, GoldenDetection expected, GoldenFrame frame) {}

  private List<Pair> pairs(String network) throws IOException {
    Golden outputs = Golden.of(network);
    Case one = outputs.cases().get(0);
    List<Frame> frames = GoldenNetwork.frames(one);
    ImportedDetector imported =
        GoldenNetwork.imported(outputs, folder, List.of(ComputeFormat.FP32));
    try (Detector detector =
        DjlDetector.load(
            GoldenNetwork.version(imported),
            imported.archive(),
            outputs.settings(one),
            Device.cpu())) {
      List<Pair> pairs = new ArrayList<>();
      List<Findings> together = detector.detect(frames);
      for (int i = 0; i < frames.size(); i++) {
        GoldenFrame golden = one.frames().get(i);
        Findings alone = detector.detect(frames.subList(i, i + 1)).get(0);
        for (Findings found : List.of(together.get(i), alone)) {
          for (GoldenDetection expected : golden.detections()) {
            at((Boxes) found, expected)
                .ifPresent(detection -> pairs.add(new Pair(detection, expected, golden)));
          }
        }
      }
      return pairs;
    }
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
}
