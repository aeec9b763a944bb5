package dev.skipstream.gpu;

import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Optional;

/**
 * A GPU of this machine.
 *
 * @param device the name that {@code --device} uses, such as {@code gpu:0}
 * @param name of the product
 * @param memoryBytes the size of its memory
 * @param computeCapability the generation of its instructions, such as {@code 9.0}
 * @param pciBus its address on the PCI bus, such as {@code 0000:17:00.0}
 */
public record Gpu(
    String device, String name, long memoryBytes, String computeCapability, String pciBus) {
  /** Turing is 7.5 and Volta 7.0: the first generation with units for products in fp16. */
  private static final int FIRST_WITH_FP16 = 7;

  /** Ampere: the first generation with units for products in bf16, and in TF32. */
  private static final int FIRST_WITH_BF16 = 8;

  /** Returns the major number of the compute capability. */
  public int generation() {
    return Integer.parseInt(computeCapability.substring(0, computeCapability.indexOf('.')));
  }

  /**
   * Returns the reason for which the GPU has no fast kernels of a number format; empty where it has
   * some. The reason completes the sentence "gpu:0 ...".
   */
  public Optional<String> lacks(ComputeFormat format) {
    return switch (format) {
      case FP32 -> Optional.empty();
      case BF16 -> lacks(format, FIRST_WITH_BF16);
      case FP16 -> lacks(format, FIRST_WITH_FP16);
      case INT8 -> Optional.of("is a GPU, and int8 kernels are for CPUs");
    };
  }

  private Optional<String> lacks(ComputeFormat format, int first) {
    return generation() >= first
        ? Optional.empty()
        : Optional.of(
            "(%s) has compute capability %s: %s needs %d.0 or more"
                .formatted(name, computeCapability, format, first));
  }

  /** Returns true if the GPU has units for products in TF32, fp32 with a significand of 11 bits. */
  boolean hasTf32() {
    return generation() >= FIRST_WITH_BF16;
  }
}
