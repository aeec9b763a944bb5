package dev.skipstream.model;

import ai.djl.Device;
import dev.skipstream.detect.ComputeFormats;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;

/** Chooses the number format in which a model version computes on a device. */
@FunctionalInterface
public interface FormatChoice {
  /** Chooses fp32 on a CPU, and the precision of the weights on a GPU. */
  FormatChoice REFERENCE =
      (version, archive, device) -> ComputeFormats.reference(version.manifest(), device);

  /**
   * Returns one of {@link ComputeFormats#of}.
   *
   * @param archive the version's verified bytes
   */
  ComputeFormat of(ModelVersion version, Path archive, Device device);
}
