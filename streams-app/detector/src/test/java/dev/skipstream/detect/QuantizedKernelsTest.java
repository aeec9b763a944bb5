package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuantizedKernelsTest {
  private static final Set<String> VNNI = Set.of("avx2", "avx512f", "avx512_vnni");

  @Test
  void aCpuWithVnniUsesOneDnnAndAllBits() {
    assertThat(QuantizedKernels.of(VNNI, Map.of())).isEqualTo(new QuantizedKernels("oneDNN", 8));
  }

  @Test
  void aCpuWithoutVnniUsesFbgemmAndSevenBitsBecauseItsProductsAddUpInSixteen() {
    assertThat(QuantizedKernels.of(Set.of("avx2", "avx_vnni", "avx512f"), Map.of()))
        .isEqualTo(new QuantizedKernels("FBGEMM", 7));
    assertThat(QuantizedKernels.of(Set.of(), Map.of()))
        .isEqualTo(new QuantizedKernels("FBGEMM", 7));
  }

  @Test
  void oneDnnThatIsLimitedToOlderInstructionsUsesSevenBits() {
    assertThat(QuantizedKernels.of(VNNI, Map.of("ONEDNN_MAX_CPU_ISA", "AVX2")))
        .isEqualTo(new QuantizedKernels("oneDNN", 7));
    assertThat(QuantizedKernels.of(VNNI, Map.of("ONEDNN_MAX_CPU_ISA", "avx512_core_vnni")).bits())
        .isEqualTo(8);
    assertThat(QuantizedKernels.of(VNNI, Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX")).bits())
        .isEqualTo(8);
  }
}
