package dev.skipstream.gpu;

import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Map;
import java.util.Optional;

/** The kernels that a CUDA build of libtorch has for a GPU, and chooses on it. */
public final class CudaKernels {
  /** The variable of cuBLAS and cuDNN that forbids TF32 where it is 0. */
  public static final String TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE";

  /** The variable of PyTorch that permits TF32 in matrix products where it is 1. */
  public static final String PRODUCTS_OVERRIDE = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

  /** The build of the profile {@code cuda}. */
  private static final String BUNDLED = "cu124";

  /** The first generation that is newer than CUDA 12.4. */
  private static final int FIRST_UNKNOWN = 10;

  /** A libtorch that has them, and pairs with the program's default build. */
  public static final String NEWER =
      "https://download.pytorch.org/libtorch/cu128/libtorch-shared-with-deps-2.7.1%2Bcu128.zip";

  private CudaKernels() {}

  /**
   * Returns the class of the kernels that libtorch chooses for a format, such as {@code CUDA sm_90,
   * TF32 convolutions}. In fp32, PyTorch computes convolutions in TF32 where the GPU has it, and
   * matrix products in fp32.
   *
   * @param environment the variables of the process
   */
  public static String of(Gpu gpu, ComputeFormat format, Map<String, String> environment) {
    String kernels = "CUDA sm_" + gpu.computeCapability().replace(".", "");
    if (format != ComputeFormat.FP32
        || !gpu.hasTf32()
        || "0".equals(environment.get(TF32_OVERRIDE))) {
      return kernels;
    }
    return kernels
        + ", TF32 convolutions"
        + ("1".equals(environment.get(PRODUCTS_OVERRIDE)) ? " and products" : "");
  }

  /**
   * Returns the reason for which a build of libtorch has no kernels for a GPU; empty where it has
   * some, or where it is another build than the program's own.
   */
  public static Optional<String> lacks(String build, Gpu gpu) {
    if (!build.equals(BUNDLED) || gpu.generation() < FIRST_UNKNOWN) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (%s) has compute capability %s, and libtorch %s has no kernels for %d.0 and above"
            .formatted(gpu.device(), gpu.name(), gpu.computeCapability(), build, FIRST_UNKNOWN));
  }
}
