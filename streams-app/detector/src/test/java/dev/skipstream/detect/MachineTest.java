package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
class MachineTest {
  private static final String AVX2 = "sse4_2 avx avx2 fma";
  private static final String AVX512 = AVX2 + " avx512f avx512bw avx512vl avx512dq";
  private static final String VNNI = AVX512 + " avx512_vnni";
  private static final String BF16 = VNNI + " avx512_bf16";
  private static final String AMX = BF16 + " amx_tile amx_int8 amx_bf16";

  @ParameterizedTest
  @CsvSource({
    AVX2 + ", oneDNN avx2, 'FBGEMM avx2, 7-bit activations'",
    AVX512 + ", oneDNN avx512, 'FBGEMM avx512, 7-bit activations'",
    AVX2 + " avx_vnni, oneDNN avx2, 'FBGEMM avx2, 7-bit activations'",
    VNNI + ", oneDNN avx512, 'oneDNN avx512_vnni, FBGEMM avx512_vnni'",
    BF16 + ", oneDNN avx512, 'oneDNN avx512_vnni, FBGEMM avx512_vnni'",
    AMX + ", oneDNN avx512, 'oneDNN amx, FBGEMM avx512_vnni'"
  })
  void theFlagsOfACpuDetermineItsKernels(String flags, String fp32, String int8) {
    Machine machine = machine(flags, Map.of());

    assertThat(machine.kernels(ComputeFormat.FP32)).isEqualTo(fp32);
    assertThat(machine.kernels(ComputeFormat.INT8)).isEqualTo(int8);
  }

  @Test
  void theEnvironmentLimitsTheKernels() {
    assertThat(
            machine(AMX, Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16"))
                .kernels(ComputeFormat.BF16))
        .isEqualTo("oneDNN avx512_bf16");
    Machine avx2 = machine(AMX, Map.of("ONEDNN_MAX_CPU_ISA", "avx2"));
    assertThat(avx2.kernels(ComputeFormat.FP32)).isEqualTo("oneDNN avx2");
    // PyTorch goes by the CPU alone where it chooses the engine.
    assertThat(avx2.kernels(ComputeFormat.INT8))
        .isEqualTo("oneDNN avx2, FBGEMM avx512_vnni, 7-bit activations");
    assertThat(
            machine(AVX512, Map.of("FBGEMM_ENABLE_INSTRUCTIONS", "AVX2"))
                .kernels(ComputeFormat.INT8))
        .isEqualTo("FBGEMM avx2, 7-bit activations");
  }

  @ParameterizedTest
  @CsvSource({
    "FBGEMM_ENABLE_INSTRUCTIONS, AVX2, 7",
    "FBGEMM_ENABLE_INSTRUCTIONS, avx512_256, 7",
    "FBGEMM_ENABLE_INSTRUCTIONS, AVX512_E1, 8",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE, 7",
    "DNNL_MAX_CPU_ISA, AVX512_CORE, 7",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_VNNI, 8",
    "ATEN_CPU_CAPABILITY, avx2, 8",
    "skipstream.int8.bits, 7, 7",
    "skipstream.int8.bits, 8, 8"
  })
  void activationsHave7BitsWhereAKernelWouldSaturate(String limit, String value, int bits) {
    Machine machine = machine(BF16, Map.of(limit, value));

    assertThat(machine.activationBits()).isEqualTo(bits);
    assertThat(machine.kernels(ComputeFormat.INT8).endsWith(", 7-bit activations"))
        .isEqualTo(bits == 7);
  }

  @Test
  void theBitsCanBeForced() {
    assertThat(machine(AVX2, Map.of("skipstream.int8.bits", "8")).activationBits()).isEqualTo(8);
  }

  @Test
  void aCpuLacksFormatsWithoutKernels() {
    assertThat(machine(AVX2, Map.of()).lacks(ComputeFormat.BF16))
        .hasValue("has no bf16 kernels: they need AVX-512");
    assertThat(machine("sse4_2", Map.of()).lacks(ComputeFormat.INT8))
        .hasValue("has no int8 kernels: they need AVX2");
    assertThat(machine(AVX512, Map.of()).lacks(ComputeFormat.BF16)).isEmpty();
    assertThat(machine("sse4_2", Map.of()).lacks(ComputeFormat.FP32)).isEmpty();
  }

  @Test
  void outputsAreInSlicesWhereTheCachesAreHidden() {
    assertThat(withCaches("hidden").slicesOutputs()).isTrue();
    assertThat(withCaches("32K 32K 1024K 32768K").slicesOutputs()).isFalse();
    assertThat(machine(AVX512, Map.of(Machine.SLICES, "true")).slicesOutputs()).isTrue();
  }

  private static Machine withCaches(String caches) {
    return new Machine("a CPU, caches " + caches, Set.of(), "2.7.1", 2, new TreeMap<>());
  }

  private static Machine machine(String flags, Map<String, String> environment) {
    return new Machine(
        "a CPU", Set.of(flags.split(" ", -1)), "2.7.1", 2, new TreeMap<>(environment));
  }
}
