package dev.skipstream.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The kernels with which libtorch computes in int8 on this machine. Its engine {@code x86} selects
 * oneDNN on a Linux machine with AVX512-VNNI, and FBGEMM otherwise.
 *
 * @param engine {@code oneDNN} or {@code FBGEMM}
 * @param bits of an activation: 7 where a kernel adds two products of 8 bits in 16 bits, and would
 *     saturate
 */
public record QuantizedKernels(String engine, int bits) {
  /** Forces the bits of an activation, for measurements: 7 or 8. */
  static final String BITS = "skipstream.int8.bits";

  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final String VNNI = "avx512_vnni";

  /** Values of ONEDNN_MAX_CPU_ISA that include VNNI with 512 bits. */
  private static final List<String> WITH_VNNI =
      List.of("DEFAULT", "ALL", "AVX512_CORE_VNNI", "AVX512_CORE_BF16", "AVX512_CORE_FP16");

  /** Returns the kernels of this machine. */
  public static QuantizedKernels ofThisMachine() {
    QuantizedKernels kernels = of(cpuFlags(), System.getenv());
    return new QuantizedKernels(kernels.engine(), Integer.getInteger(BITS, kernels.bits()));
  }

  /** Returns the kernels for a CPU's flags, as Linux names them, and environment variables. */
  static QuantizedKernels of(Set<String> flags, Map<String, String> environment) {
    if (!flags.contains(VNNI)) {
      return new QuantizedKernels("FBGEMM", 7);
    }
    String limit =
        environment.getOrDefault("ONEDNN_MAX_CPU_ISA", "DEFAULT").toUpperCase(Locale.ROOT);
    boolean vnni = WITH_VNNI.contains(limit) || limit.contains("AMX");
    return new QuantizedKernels("oneDNN", vnni ? 8 : 7);
  }

  /** Returns no flags where the system has no such file, which is not Linux on x86. */
  private static Set<String> cpuFlags() {
    try {
      return Files.readAllLines(CPU).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
