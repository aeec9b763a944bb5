package dev.skipstream.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.LayerShape;
import dev.skipstream.detect.Machine;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeCheckIT {
  private static final List<ComputeFormat> FORMATS =
      List.of(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.INT8);

  private static final Map<LayerShape, Integer> LAYERS = layers();

  @TempDir Path folder;

  @Test
  void theKernelsOfThisMachineComputeRightAndAreTimed() {
    Map<ComputeFormat, FormatResult> results = check("check.pt").of(LAYERS, FORMATS);

    assertThat(results.keySet()).containsExactlyElementsOf(FORMATS);
    assertThat(results.get(ComputeFormat.FP32).failure()).isEmpty();
    assertThat(results.get(ComputeFormat.FP32).millis()).isPositive();
  }

  @Test
  void aWrongKernelFailsItsFormatAndNoOther() {
    Map<ComputeFormat, FormatResult> results = check("check-wrong.pt").of(LAYERS, FORMATS);

    assertThat(results.get(ComputeFormat.FP32).failure()).isEmpty();
    assertThat(results.get(ComputeFormat.BF16).failure().orElseThrow())
        .contains("3x3 convolution 16 to 32 of 20x24 is wrong by ");
    assertThat(results.get(ComputeFormat.INT8).failure().orElseThrow()).contains(" is wrong by ");
  }

  /** The planted defect is in every format except fp32. */
  @Test
  void theLastLayerOfAHeadComputesInFp32InPlaceOfIntegers() {
    Map<LayerShape, Integer> last = Map.of(new LayerShape(64, 12, 1, 1, 1, 20, 24, true), 1);

    Map<ComputeFormat, FormatResult> results = check("check-wrong.pt").of(last, FORMATS);

    assertThat(results.get(ComputeFormat.INT8).failure()).isEmpty();
    assertThat(results.get(ComputeFormat.INT8).millis()).isPositive();
    assertThat(results.get(ComputeFormat.BF16).failure()).isPresent();
  }

  @Test
  void aCrashFailsItsFormatAndNoOther() {
    Map<ComputeFormat, FormatResult> results = check("check-crash.pt").of(LAYERS, FORMATS);

    assertThat(results.get(ComputeFormat.FP32).failure()).isEmpty();
    assertThat(results.get(ComputeFormat.BF16).failure().orElseThrow())
        .contains("3x3 convolution 16 to 32 of 20x24 ends the process with exit status ");
    assertThat(results.get(ComputeFormat.INT8).failure().orElseThrow())
        .contains(" ends the process with exit status ");
  }

  @Test
  void aMachineIsCheckedOnceForANetwork() throws IOException {
    Map<ComputeFormat, FormatResult> first = check("check.pt").of(LAYERS, FORMATS);
    Map<ComputeFormat, FormatResult> again = check("check.pt").of(LAYERS, FORMATS);

    // A second run would measure other times.
    assertThat(again).isEqualTo(rounded(first));
    assertThat(keptResults()).isEqualTo(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".pt"))).isEmpty();
    }
  }

  @Test
  void anotherEnvironmentIsAnotherMachine() throws IOException {
    check("check.pt").of(LAYERS, List.of(ComputeFormat.FP32));
    Machine here = Machine.here();
    Machine limited =
        new Machine(
            here.cpu(),
            here.flags(),
            here.libtorch(),
            here.threads(),
            new java.util.TreeMap<>(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2")));
    check("check.pt", limited).of(LAYERS, List.of(ComputeFormat.FP32));

    assertThat(keptResults()).isEqualTo(2);
  }

  @Test
  void anotherProgramChecksAgain() throws IOException {
    check("check-wrong.pt").of(LAYERS, List.of(ComputeFormat.FP32));
    check("check.pt").of(LAYERS, List.of(ComputeFormat.FP32));

    assertThat(keptResults()).isEqualTo(2);
  }

  @Test
  void aProcessThatCannotCheckAnythingIsNoFailedFormat() {
    assertThatThrownBy(
            () ->
                new ComputeCheck(
                        folder, Machine.here(), () -> new ByteArrayInputStream(new byte[100]))
                    .of(LAYERS, FORMATS))
        .isInstanceOf(CheckUnavailableException.class)
        .hasMessageContaining(
            "the process that checks the number formats ended with exit status 3: ")
        .hasMessageContaining("check.log");
  }

  private ComputeCheck check(String program) {
    return check(program, Machine.here());
  }

  private ComputeCheck check(String program, Machine machine) {
    return new ComputeCheck(
        folder,
        machine,
        () -> Objects.requireNonNull(ComputeCheckIT.class.getResourceAsStream(program)));
  }

  private long keptResults() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".properties")).count();
    }
  }

  /** Returns results as their file has them. */
  private static Map<ComputeFormat, FormatResult> rounded(
      Map<ComputeFormat, FormatResult> results) {
    results.replaceAll(
        (format, result) ->
            new FormatResult(Math.round(result.millis() * 1000) / 1000.0, result.failure()));
    return results;
  }

  private static Map<LayerShape, Integer> layers() {
    Map<LayerShape, Integer> layers = new LinkedHashMap<>();
    layers.put(new LayerShape(16, 32, 3, 1, 1, 20, 24, false), 2);
    layers.put(new LayerShape(16, 32, 3, 1, 1, 20, 24, 6, false), 1);
    // So large a map goes by Winograd, unless the taps are apart.
    layers.put(new LayerShape(256, 256, 3, 1, 1, 52, 50, false), 1);
    layers.put(new LayerShape(256, 256, 3, 1, 1, 52, 50, 2, false), 1);
    layers.put(new LayerShape(64, 48, 0, 1, 1, 50, 1, false), 1);
    return layers;
  }
}
