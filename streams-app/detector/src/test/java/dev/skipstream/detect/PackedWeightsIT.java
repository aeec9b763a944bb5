package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in the order of the CPU's kernels give the numbers of weights in their own order. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
class PackedWeightsIT {
  /** As {@link Difference} counts it: rounding, and no more. */
  private static final double MOST = 1e-4;

  @TempDir Path folder;

  /** They have all kinds of layers: also of groups, dilated ones, and matrix products. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fasterrcnn_resnet18_fpn",
        "retinanet_resnet50_fpn",
        "resnext50_32x4d",
        "densenet121",
        "efficientnet_b0",
        "deeplabv3_resnet50"
      })
  void theFindingsAreTheSame(String network) throws Exception {
    ImportedDetector imported = imported(network);
    List<List<Findings>> expected = detect(imported, methods -> {});

    assertSame(detect(imported, methods -> methods.pack(false)), expected);
    assertSame(detect(imported, methods -> methods.pack(true)), expected);
  }

  @Test
  void aLibraryWithoutOneDnnLoadsTheProgramAndDoesNotPack() throws Exception {
    ImportedDetector imported = imported("fasterrcnn_resnet18_fpn");
    Path copy = folder.resolve("copy.pt");
    LoadableArchive.withoutOneDnn(imported.archive(), copy);

    assertSame(detect(imported, copy, methods -> {}), detect(imported, methods -> {}));
    assertThatThrownBy(() -> detect(imported, copy, methods -> methods.pack(false)))
        .hasMessageContaining("no oneDNN");
  }

  private ImportedDetector imported(String network) throws Exception {
    return GeneratedNetwork.imported(
        folder, network, List.of(ComputeFormat.FP32), Optional.empty());
  }

  private static List<List<Findings>> detect(
      ImportedDetector imported, Consumer<FormatMethods> packing) {
    return detect(imported, imported.archive(), packing);
  }

  /** Detects in frames of two sizes: the weights are packed for the first one. */
  private static List<List<Findings>> detect(
      ImportedDetector imported, Path archive, Consumer<FormatMethods> packing) {
    BiConsumer<FormatMethods, NDManager> prepare =
        (methods, manager) -> {
          methods.prepare(ComputeFormat.FP32, Map.of(), 8, manager);
          packing.accept(methods);
        };
    Frame large = GeneratedNetwork.frame(240, 320);
    Frame small = GeneratedNetwork.frame(100, 220);
    List<List<Findings>> found = new ArrayList<>();
    try (DjlDetector detector =
        DjlDetector.load(
            DjlArchitectures.of(imported.manifest().architecture()),
            new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests"),
            archive,
            imported.manifest().settings(),
            Device.cpu(),
            ComputeFormat.FP32,
            prepare)) {
      found.add(detector.detect(List.of(large)));
      found.add(detector.detect(List.of(small)));
      found.add(detector.detect(List.of(large, large)));
    }
    return found;
  }

  private static void assertSame(List<List<Findings>> actual, List<List<Findings>> expected) {
    Difference difference = new Difference(0);
    for (int batch = 0; batch < expected.size(); batch++) {
      assertThat(actual.get(batch)).hasSameSizeAs(expected.get(batch));
      for (int frame = 0; frame < expected.get(batch).size(); frame++) {
        difference.add(actual.get(batch).get(frame), expected.get(batch).get(frame));
      }
    }
    assertThat(difference.mean()).isLessThan(MOST);
  }
}
