package dev.skipstream.schemas.event;

/**
 * A description of the way in which detections were computed. Two machines with equal ones give
 * equal detections for equal batches.
 *
 * @param format the number format of the convolutions and matrix products
 * @param resultVersion the version of the code that decodes and resizes; two versions may give
 *     other detections for one image
 * @param libtorch the version of PyTorch's library
 * @param kernels the class of the kernels that the library chooses on the machine, such as {@code
 *     oneDNN avx512_vnni}
 */
public record Computation(
    ComputeFormat format, int resultVersion, String libtorch, String kernels) {

  /** Returns a text for messages, such as {@code int8 (oneDNN avx512_vnni, libtorch 2.7.1)}. */
  @Override
  public String toString() {
    return "%s (%s, libtorch %s, result version %d)"
        .formatted(format, kernels, libtorch, resultVersion);
  }
}
