package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.SegmenterSettings;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.Golden.GoldenRegion;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every segmentation network, from a checkpoint to regions, finds what torchvision finds with its
 * transforms on a Pillow image: logits within 1e-3, and each pixel's class, except where the best
 * two logits are within 2e-3. A frame alone has the results of a frame in a batch.
 */
class SegmenterParityIT {
  private static final double LOGIT = 1e-3;

  @TempDir Path folder;

  static Stream<String> networks() {
    return Architectures.BUILT_IN.all().stream()
        .filter(kind -> kind.defaults() instanceof SegmenterSettings)
        .flatMap(kind -> kind.networks().stream());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void findsTheRegionsThatTorchvisionFinds(String network) throws Exception {
    Golden golden = Golden.of(network);
    ImportedDetector imported = GoldenNetwork.imported(golden, folder, List.of(ComputeFormat.FP32));
    assertThat(imported.manifest().architecture()).isEqualTo(network);

    for (Case one : golden.cases()) {
      List<Frame> frames = GoldenNetwork.frames(one);
      assertLogits(imported.archive(), golden.settings(one), frames, one.frames(), network);
      try (Detector detector =
          DjlDetector.load(
              GoldenNetwork.version(imported),
              imported.archive(),
              golden.settings(one),
              Device.cpu())) {
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
    int height = golden.height();
    int width = golden.width();
    String where = "%s in %dx%d".formatted(what, width, height);
    RunLengthMask near = RunLengthMask.ofText(height, width, golden.near());
    assertThat(near.area()).as(where).isLessThan(height * width / 100);
    Map<Integer, RunLengthMask> found = new HashMap<>();
    for (Region one : ((Regions) findings).regions()) {
      RunLengthMask mask = RunLengthMask.ofText(height, width, one.mask().counts());
      found.put(one.classId(), mask);
      assertThat(one.label())
          .isEqualTo(GoldenNetwork.LETTERS.substring(one.classId() - 1, one.classId()));
      assertThat(one.area()).isEqualTo(mask.area());
      assertThat(Math.abs(one.share() - mask.area() / (double) (height * width))).isLessThan(1e-6);
    }
    Map<Integer, RunLengthMask> expected = new HashMap<>();
    for (GoldenRegion one : golden.regions()) {
      // Class 0 is the background, which is no region.
      if (one.classId() > 0) {
        expected.put(one.classId(), RunLengthMask.ofText(height, width, one.counts()));
      }
    }
    assertThat(expected).as(where).hasSizeGreaterThan(1);
    int[] different = new int[1];
    LabelMap.ofMasks(height, width, found)
        .compare(
            LabelMap.ofMasks(height, width, expected),
            (label, other, pixels) -> different[0] += label == other ? 0 : pixels);
    if (different[0] > 0) {
      // Only those that the file names may differ.
      expected.forEach(
          (label, mask) ->
              assertThat(found.getOrDefault(label, empty(height, width)).union(near))
                  .as("%s, class %d", where, label)
                  .isEqualTo(mask.union(near)));
    }
  }

  private static RunLengthMask empty(int height, int width) {
    return RunLengthMask.ofRuns(height, width, height * width);
  }

  private static void assertLogits(
      Path archive,
      DetectorSettings settings,
      List<Frame> frames,
      List<GoldenFrame> expected,
      String network)
      throws IOException, MalformedModelException {
    try (Model model = Model.newInstance("logits", Device.cpu(), "PyTorch");
        NDManager manager = model.getNDManager().newSubManager()) {
      model.load(archive.getParent(), archive.getFileName().toString());
      PtSymbolBlock program = (PtSymbolBlock) model.getBlock();
      NDArray together = logits(program, manager, settings, frames);
      for (int i = 0; i < frames.size(); i++) {
        assertLogits(together.get(i), expected.get(i), network + " in a batch");
        NDArray alone = logits(program, manager, settings, frames.subList(i, i + 1));
        assertLogits(alone.get(0), expected.get(i), network);
      }
    }
  }

  /** Returns the logits [N, classes, H, W] of the program's own method. */
  private static NDArray logits(
      PtSymbolBlock program, NDManager manager, DetectorSettings settings, List<Frame> frames) {
    Map<String, PtNDArray> numbers = new HashMap<>();
    FrameTensors.settings(manager, settings.numbers())
        .forEach((name, tensor) -> numbers.put(name, (PtNDArray) tensor));
    try (IValue pixels =
            IValue.from((PtNDArray) new FrameTensors().pixels(manager, frames).duplicate());
        IValue sizes = IValue.from((PtNDArray) FrameTensors.sizes(manager, frames));
        IValue map = IValue.stringMapFrom(numbers);
        IValue found = IValueUtils.runMethod(program, "logits", pixels, sizes, map)) {
      return found.toTensor((PtNDManager) manager);
    }
  }

  private static void assertLogits(NDArray found, GoldenFrame golden, String what) {
    int height = golden.resized().get(0);
    int width = golden.resized().get(1);
    assertThat(found.getShape().getShape()).endsWith(height, width);
    float[] logits = found.toFloatArray();
    int at = 0;
    for (int plane = 0; plane < logits.length; plane += height * width) {
      for (int y = 0; y < height; y += golden.step()) {
        for (int x = 0; x < width; x += golden.step()) {
          double logit = logits[plane + y * width + x];
          assertThat(Math.abs(logit - golden.logits().get(at)))
              .as("%s: logit at %d, %d", what, x, y)
              .isLessThan(LOGIT);
          at++;
        }
      }
    }
    assertThat(at).isEqualTo(golden.logits().size());
  }
}
