package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.SortedSet;
import java.util.TreeSet;

/** The number formats in which a model version may compute on a device. */
public final class ComputeFormats {
  private ComputeFormats() {}

  /** Returns fp32 on a CPU, and the precision of the weights on a GPU. */
  public static ComputeFormat reference(ModelManifest manifest, Device device) {
    return device.isGpu() ? ComputeFormat.valueOf(manifest.precision().name()) : ComputeFormat.FP32;
  }

  /**
   * Returns all formats of a version on a device; its {@link #reference} is one of them. int8 is
   * for CPUs, and fp16 is for GPUs.
   */
  public static SortedSet<ComputeFormat> of(ModelManifest manifest, Device device) {
    SortedSet<ComputeFormat> formats = new TreeSet<>(manifest.formats());
    formats.remove(device.isGpu() ? ComputeFormat.INT8 : ComputeFormat.FP16);
    formats.add(reference(manifest, device));
    return formats;
  }

  /**
   * Checks that a version may compute in a format on a device.
   *
   * @throws InvalidModelException when the format is none of {@link #of}
   */
  static void require(ModelVersion version, Device device, ComputeFormat format) {
    SortedSet<ComputeFormat> formats = of(version.manifest(), device);
    if (!formats.contains(format)) {
      throw new InvalidModelException(
          "%s does not compute in %s on %s: expected one of %s; import its checkpoint again with --precision %s for another format"
              .formatted(version.uri(), format, device, formats, format));
    }
  }
}
