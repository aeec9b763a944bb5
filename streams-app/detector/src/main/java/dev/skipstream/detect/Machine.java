package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.skipstream.gpu.CudaKernels;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.image.ResultVersion;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The properties of a machine on which the choice of PyTorch's kernels depends.
 *
 * @param cpu the model of the CPU, and the sizes of its caches as the system reports them
 * @param flags the instructions of the CPU, by the names of Linux
 * @param libtorch the version of PyTorch's library
 * @param threads that PyTorch uses for an operator
 * @param environment the variables and the system property that limit the kernels, where they are
 *     set
 */
public record Machine(
    String cpu,
    Set<String> flags,
    String libtorch,
    int threads,
    SortedMap<String, String> environment) {
  /** System property that forces the bits of an activation in int8, for measurements: 7 or 8. */
  static final String INT8_BITS = "skipstream.int8.bits";

  /** System property that forces slices of outputs, for measurements: true. */
  static final String SLICES = "skipstream.slices";

  private static final String HIDDEN = "hidden";

  private static final List<String> VARIABLES =
      List.of(
          "ATEN_CPU_CAPABILITY",
          "DNNL_MAX_CPU_ISA",
          "FBGEMM_ENABLE_INSTRUCTIONS",
          "MKL_ENABLE_INSTRUCTIONS",
          CudaKernels.TF32_OVERRIDE,
          "ONEDNN_DEFAULT_FPMATH_MODE",
          "ONEDNN_MAX_CPU_ISA",
          CudaKernels.PRODUCTS_OVERRIDE);

  /** Classes of kernels, each with the flags that it needs; the best is the last. */
  private enum Isa {
    GENERIC(""),
    AVX2("avx2 fma"),
    AVX2_VNNI("avx2 fma avx_vnni"),
    AVX512("avx512f avx512bw avx512vl avx512dq"),
    AVX512_VNNI("avx512f avx512bw avx512vl avx512dq avx512_vnni"),
    AVX512_BF16("avx512f avx512bw avx512vl avx512dq avx512_vnni avx512_bf16"),
    AMX("avx512_vnni avx512_bf16 amx_tile amx_int8 amx_bf16");

    private final String needs;

    Isa(String needs) {
      this.needs = needs;
    }

    boolean isOf(Set<String> flags) {
      return needs.isEmpty() || flags.containsAll(Arrays.asList(needs.split(" ", -1)));
    }

    /** Reads a limit as oneDNN writes it; no limit for other texts. */
    static Isa limit(String text) {
      String name = text.toUpperCase(Locale.ROOT).replace("AVX512_CORE", "AVX512");
      if (name.contains("AMX")) {
        return AMX;
      }
      if (name.startsWith("SSE") || name.equals("AVX")) {
        return GENERIC;
      }
      return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst().orElse(AMX);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Machine {
    flags = Set.copyOf(flags);
    environment = new TreeMap<>(environment);
  }

  /** Returns this machine; loads PyTorch's library. */
  public static Machine here() {
    SortedMap<String, String> environment = new TreeMap<>();
    VARIABLES.forEach(
        name -> Optional.ofNullable(System.getenv(name)).ifPresent(v -> environment.put(name, v)));
    Optional.ofNullable(Integer.getInteger(INT8_BITS))
        .ifPresent(bits -> environment.put(INT8_BITS, bits.toString()));
    if (Boolean.getBoolean(SLICES)) {
      environment.put(SLICES, "true");
    }
    String flags = cpuInfo("flags").or(() -> cpuInfo("Features")).orElse("");
    return new Machine(
        "%s, caches %s"
            .formatted(cpuInfo("model name").orElse(System.getProperty("os.arch")), caches()),
        new TreeSet<>(Arrays.asList(flags.split(" ", -1))),
        Engine.getEngine("PyTorch").getVersion(),
        JniUtils.getNumThreads(),
        environment);
  }

  /** Returns the way in which a model computes in a format on a device of this machine. */
  Computation computation(ComputeFormat format, Device device) {
    return new Computation(
        format,
        ResultVersion.CURRENT,
        libtorch,
        device.isGpu() ? cudaKernels(format, device) : kernels(format));
  }

  private String cudaKernels(ComputeFormat format, Device device) {
    return NvidiaGpus.here()
        .find("gpu:" + device.getDeviceId())
        .map(gpu -> CudaKernels.of(gpu, format, environment))
        .orElse("CUDA");
  }

  /**
   * Returns the reason for which the CPU has no kernels of a format; empty where it has some. The
   * reason completes the sentence "this CPU ...".
   */
  public Optional<String> lacks(ComputeFormat format) {
    if (!isX86()) {
      return format == ComputeFormat.FP32
          ? Optional.empty()
          : Optional.of("is no x86-64 processor, and other formats than fp32 need one");
    }
    return switch (format) {
      case FP32 -> Optional.empty();
      case BF16 ->
          oneDnn().compareTo(Isa.AVX512) >= 0
              ? Optional.empty()
              : Optional.of("has no bf16 kernels: they need AVX-512");
      case INT8 ->
          isa().compareTo(Isa.AVX2) >= 0
              ? Optional.empty()
              : Optional.of("has no int8 kernels: they need AVX2");
      case FP16 -> Optional.of("has no fp16 kernels: they need a GPU");
    };
  }

  /**
   * Returns the classes of the kernels that PyTorch chooses for a format, such as {@code oneDNN
   * avx512_bf16}. In int8, FBGEMM computes the matrix products, and thus the 1x1 convolutions, on
   * each CPU. oneDNN computes the other convolutions where the CPU has AVX512-VNNI, else FBGEMM.
   */
  public String kernels(ComputeFormat format) {
    if (!isX86()) {
      return System.getProperty("os.arch");
    }
    if (format == ComputeFormat.INT8) {
      return (hasVnni() ? "oneDNN " + oneDnn(format) + ", " : "")
          + "FBGEMM "
          + fbgemm()
          + (activationBits() == 7 ? ", 7-bit activations" : "");
    }
    return "oneDNN " + oneDnn(format);
  }

  private Isa oneDnn(ComputeFormat format) {
    Isa most =
        switch (format) {
          case FP32, FP16 -> Isa.AVX512;
          case BF16, INT8 -> Isa.AMX;
        };
    Isa best = least(oneDnn(), most);
    // Between two classes lies one of the other format alone.
    if (format == ComputeFormat.INT8 && best == Isa.AVX512_BF16) {
      best = Isa.AVX512_VNNI;
    } else if (format == ComputeFormat.BF16 && best == Isa.AVX512_VNNI) {
      best = Isa.AVX512;
    } else if (format == ComputeFormat.FP32 && best == Isa.AVX2_VNNI) {
      best = Isa.AVX2;
    }
    return best;
  }

  /**
   * Returns the bits of an activation in int8: 7 where the kernels add two products in 16 bits,
   * which 8 bits would saturate. Only kernels with VNNI add in 32 bits.
   */
  public int activationBits() {
    String forced = environment.get(INT8_BITS);
    if (forced != null) {
      return Integer.parseInt(forced);
    }
    boolean wide =
        hasVnni() && oneDnn().compareTo(Isa.AVX512_VNNI) >= 0 && fbgemm() == Isa.AVX512_VNNI;
    return wide ? 8 : 7;
  }

  /** Returns true if programs may store their weights in the order of oneDNN's kernels. */
  public boolean packsWeights() {
    return isX86();
  }

  /**
   * Returns true if kernels must compute the outputs of 1x1 convolutions in slices: the machine
   * hides the sizes of its caches, and oneDNN divides by them.
   */
  public boolean slicesOutputs() {
    return cpu.endsWith(HIDDEN) || environment.containsKey(SLICES);
  }

  /** FBGEMM ignores limits that are not in its own words. */
  private Isa fbgemm() {
    String text = environment.getOrDefault("FBGEMM_ENABLE_INSTRUCTIONS", "");
    Isa limit =
        switch (text.toUpperCase(Locale.ROOT)) {
          case "AVX2" -> Isa.AVX2;
          case "AVX512", "AVX512_256" -> Isa.AVX512;
          default -> Isa.AVX512_VNNI;
        };
    Isa best = least(isa(), limit);
    return best == Isa.AVX2_VNNI ? Isa.AVX2 : best;
  }

  private Isa oneDnn() {
    return least(isa(), limit("ONEDNN_MAX_CPU_ISA"), limit("DNNL_MAX_CPU_ISA"));
  }

  /** PyTorch gives int8 to oneDNN by this instruction, whatever oneDNN is limited to. */
  private boolean hasVnni() {
    return flags.contains("avx512_vnni");
  }

  private Isa isa() {
    return Arrays.stream(Isa.values())
        .filter(one -> one.isOf(flags))
        .reduce((worse, better) -> better)
        .orElse(Isa.GENERIC);
  }

  private Isa limit(String variable) {
    return Isa.limit(environment.getOrDefault(variable, ""));
  }

  private static Isa least(Isa... of) {
    return Arrays.stream(of).min(Isa::compareTo).orElseThrow();
  }

  private static boolean isX86() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64") || arch.equals("x86_64");
  }

  private static Optional<String> cpuInfo(String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith(field) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Virtual machines may hide them, and kernels divide by them. */
  private static String caches() {
    StringBuilder sizes = new StringBuilder();
    for (int index = 0; index < 4; index++) {
      Path size = Path.of("/sys/devices/system/cpu/cpu0/cache/index%d/size".formatted(index));
      try {
        sizes.append(index == 0 ? "" : " ").append(Files.readString(size).strip());
      } catch (IOException e) {
        return sizes.isEmpty() ? HIDDEN : sizes.toString();
      }
    }
    return sizes.toString();
  }

  /** Returns the properties by name, as a file of kept results has them. */
  public Map<String, String> properties() {
    SortedMap<String, String> all = new TreeMap<>(environment);
    all.put("cpu", cpu);
    all.put("flags", String.join(" ", new TreeSet<>(flags)));
    all.put("libtorch", libtorch);
    all.put("threads", Integer.toString(threads));
    return all;
  }
}
