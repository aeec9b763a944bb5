package dev.skipstream.gpu;

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

  /** Returns the major number of the compute capability. */
  public int generation() {
    return Integer.parseInt(computeCapability.substring(0, computeCapability.indexOf('.')));
  }
}
