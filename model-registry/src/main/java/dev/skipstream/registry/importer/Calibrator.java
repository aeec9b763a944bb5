package dev.skipstream.registry.importer;

import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.ModelVersion;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the ranges of a detector's activations. */
@FunctionalInterface
public interface Calibrator {
  /**
   * Calibrates a detector. Blocks while the detector runs on all frames.
   *
   * @param version of no registry, with the manifest of the archive
   * @param archive without a calibration
   * @throws dev.skipstream.registry.InvalidModelException when there are no frames to calibrate on
   */
  Calibration calibrate(ModelVersion version, Path archive);

  /** Returns the calibration, where it is known before the archive is written. */
  default Optional<Calibration> known() {
    return Optional.empty();
  }

  /** Returns a calibrator that runs no detector, because its calibration was made before. */
  static Calibrator of(Calibration made) {
    return new Calibrator() {
      @Override
      public Calibration calibrate(ModelVersion version, Path archive) {
        return made;
      }

      @Override
      public Optional<Calibration> known() {
        return Optional.of(made);
      }
    };
  }
}
