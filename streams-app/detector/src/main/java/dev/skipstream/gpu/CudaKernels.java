package dev.skipstream.gpu;

import java.util.Optional;

/** The GPUs for which a CUDA build of libtorch has kernels. */
public final class CudaKernels {
  /** The build of the profile {@code cuda}. */
  private static final String BUNDLED = "cu124";

  /** The first generation that is newer than CUDA 12.4. */
  private static final int FIRST_UNKNOWN = 10;

  /** A libtorch that has them, and pairs with the program's default build. */
  public static final String NEWER =
      "https://download.pytorch.org/libtorch/cu128/libtorch-shared-with-deps-2.7.1%2Bcu128.zip";

  private CudaKernels() {}

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
