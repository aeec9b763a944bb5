package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.skipstream.compute.FormatResult;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.LayerShape;
import dev.skipstream.detect.Machine;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
class ComputeChoiceTest {
  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Set<String> AVX512 =
      Set.of("avx2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni");

  private final List<ComputeFormat> failures = new ArrayList<>();
  private final Map<ComputeFormat, FormatResult> results = new EnumMap<>(ComputeFormat.class);
  private Set<String> flags = AVX512;

  @Test
  void autoIsTheFastestFormatAsMeasured() {
    measured(ComputeFormat.FP32, 90);
    measured(ComputeFormat.BF16, 120);
    measured(ComputeFormat.INT8, 30);

    assertThat(choose(ComputeSettings.auto(), all())).isEqualTo(ComputeFormat.INT8);

    measured(ComputeFormat.INT8, 95);
    assertThat(choose(ComputeSettings.auto(), all())).isEqualTo(ComputeFormat.FP32);
  }

  @Test
  void autoIsNoFormatThatTheImportDidNotRequest() {
    measured(ComputeFormat.FP32, 90);
    measured(ComputeFormat.BF16, 20);
    measured(ComputeFormat.INT8, 10);

    assertThat(choose(ComputeSettings.auto(), version(ComputeFormat.FP32)))
        .isEqualTo(ComputeFormat.FP32);
  }

  @Test
  void aFormatThatFailsGivesWayToTheNextAndIsCounted() {
    measured(ComputeFormat.FP32, 90);
    measured(ComputeFormat.BF16, 50);
    fails(ComputeFormat.INT8);

    assertThat(choose(ComputeSettings.auto(), all())).isEqualTo(ComputeFormat.BF16);
    assertThat(failures).containsExactly(ComputeFormat.INT8);
  }

  @Test
  void aReplayDoesNotFallBack() {
    measured(ComputeFormat.FP32, 90);
    measured(ComputeFormat.BF16, 50);
    fails(ComputeFormat.INT8);

    assertThatThrownBy(() -> choose(ComputeSettings.auto().withoutFallBack(), all()))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "models:/cells/1: int8 computes wrong on this machine: 1 of 2; a replay does not fall"
                + " back to another format: give it with --compute");
  }

  @Test
  void aRequestedFormatThatFailsIsAnError() {
    fails(ComputeFormat.INT8);

    assertThatThrownBy(() -> choose(ComputeSettings.parse("int8"), all()))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "models:/cells/1: int8 computes wrong on this machine: 1 of 2; choose another"
                + " --compute");
  }

  @Test
  void aMachineWithoutARightFormatIsAnError() {
    fails(ComputeFormat.FP32);

    assertThatThrownBy(() -> choose(ComputeSettings.auto(), version(ComputeFormat.FP32)))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "models:/cells/1: no number format of [fp32] computes right on this machine: 1 of 2");
  }

  @Test
  void aFormatOfNoImportIsAnError() {
    assertThatThrownBy(() -> choose(ComputeSettings.parse("int8"), version(ComputeFormat.FP32)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "--compute int8: models:/cells/1 computes in [fp32] on cpu; choose one of these, or"
                + " import its checkpoint again with --precision int8");
  }

  @Test
  void aFormatThatTheCpuLacksIsAnErrorAndNoChoice() {
    flags = AVX2;
    measured(ComputeFormat.FP32, 90);
    measured(ComputeFormat.BF16, 1);
    measured(ComputeFormat.INT8, 80);

    assertThat(choose(ComputeSettings.auto(), all())).isEqualTo(ComputeFormat.INT8);
    assertThatThrownBy(() -> choose(ComputeSettings.parse("bf16"), all()))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "--compute bf16: this CPU has no bf16 kernels: they need AVX-512; choose auto for"
                + " models:/cells/1");
  }

  @Test
  void anUnknownFormatIsAnError() {
    assertThatThrownBy(() -> ComputeSettings.parse("int4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("compute is 'int4': expected auto or one of fp32, bf16, int8, fp16");
  }

  @ParameterizedTest
  @CsvSource({"9.0, bf16", "8.0, bf16", "7.5, fp16", "7.0, fp16", "6.1, fp32"})
  void autoOnAGpuIsTheFormatOf16BitsThatTheGpuHas(String capability, String expected) {
    assertThat(chooseOnGpu("auto", capability, version(ComputeFormat.values())))
        .hasToString(expected);
  }

  @Test
  void autoOnAGpuIsNoFormatThatTheImportDidNotRequest() {
    assertThat(chooseOnGpu("auto", "9.0", version(ComputeFormat.FP32, ComputeFormat.INT8)))
        .isEqualTo(ComputeFormat.FP32);
    assertThat(chooseOnGpu("auto", "9.0", version(ComputeFormat.FP32, ComputeFormat.FP16)))
        .isEqualTo(ComputeFormat.FP16);
  }

  @Test
  void aGpuComputesInTheRequestedFormat() {
    assertThat(chooseOnGpu("fp32", "9.0", version(ComputeFormat.values())))
        .isEqualTo(ComputeFormat.FP32);
    assertThat(chooseOnGpu("fp16", "9.0", version(ComputeFormat.values())))
        .isEqualTo(ComputeFormat.FP16);
  }

  @Test
  void aFormatThatTheGpuLacksIsAnError() {
    assertThatThrownBy(() -> chooseOnGpu("bf16", "7.5", version(ComputeFormat.values())))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "--compute bf16: gpu:0 (Card) has compute capability 7.5: bf16 needs 8.0 or more;"
                + " choose auto for models:/cells/1");
  }

  @Test
  void aFormatOfTheOtherKindOfDeviceIsAnError() {
    assertThatThrownBy(() -> chooseOnGpu("int8", "9.0", version(ComputeFormat.values())))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageEndingWith(" on gpu:0; choose one of these, because int8 is for CPUs");
    assertThatThrownBy(() -> choose(ComputeSettings.parse("fp16"), version(ComputeFormat.values())))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageEndingWith(" on cpu; choose one of these, because fp16 is for GPUs");
  }

  private static ComputeFormat chooseOnGpu(
      String compute, String capability, ModelVersion version) {
    Gpu gpu = new Gpu("gpu:0", "Card", 1L << 30, capability, "0000:17:00.0");
    return new ComputeChoice(
            ComputeSettings.parse(compute),
            UnaryOperator.identity(),
            CheckListener.IGNORED,
            () -> {
              throw new AssertionError("a GPU is not checked");
            },
            name -> Optional.of(gpu).filter(one -> one.device().equals(name)))
        .of(version, Path.of("cells.pt"), Device.gpu(0));
  }

  private void measured(ComputeFormat format, double millis) {
    results.put(format, new FormatResult(millis, Optional.empty()));
  }

  private void fails(ComputeFormat format) {
    results.put(format, new FormatResult(0, Optional.of("1 of 2")));
  }

  private ComputeFormat choose(ComputeSettings settings, ModelVersion version) {
    return new ComputeChoice(
            settings,
            UnaryOperator.identity(),
            failures::add,
            ScriptedCheck::new,
            name -> Optional.empty())
        .of(version, Path.of("cells.pt"), Device.cpu());
  }

  private static ModelVersion all() {
    return version(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.INT8);
  }

  private static ModelVersion version(ComputeFormat... formats) {
    ModelManifest manifest =
        new ModelManifest(
            "fasterrcnn_resnet18_fpn",
            Map.of(1, "RBC"),
            FasterRcnnSettings.TORCHVISION,
            Precision.FP32,
            new TreeSet<>(List.of(formats)),
            "sha256:" + "00".repeat(32),
            new ModelManifest.Source("cells.pth", "sha256:" + "ab".repeat(32)),
            "MIT",
            Instant.EPOCH);
    return new ModelVersion("cells", 1, manifest, Instant.EPOCH, "test");
  }

  private final class ScriptedCheck implements ComputeChoice.Check {
    @Override
    public Machine machine() {
      return new Machine("a CPU", flags, "2.7.1", 2, new TreeMap<>());
    }

    @Override
    public Map<ComputeFormat, FormatResult> of(
        Map<LayerShape, Integer> layers, Collection<ComputeFormat> formats) {
      assertThat(layers).hasSizeGreaterThan(20);
      Map<ComputeFormat, FormatResult> found = new EnumMap<>(results);
      found.keySet().retainAll(formats);
      return found;
    }
  }
}
