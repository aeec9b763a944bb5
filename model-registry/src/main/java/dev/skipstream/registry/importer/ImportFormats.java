package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.Precision;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The number formats of an import.
 *
 * @param precision of the archive's weights
 * @param formats in which a machine may compute, fp32 among them
 * @param calibrator finds the ranges for int8; present if int8 is one of the formats
 */
public record ImportFormats(
    Precision precision, SortedSet<ComputeFormat> formats, Optional<Calibrator> calibrator) {

  public ImportFormats {
    formats = Collections.unmodifiableSortedSet(new TreeSet<>(formats));
    if (formats.contains(ComputeFormat.INT8) && calibrator.isEmpty()) {
      throw new InvalidModelException(
          "int8 has no calibration: expected images like those to detect in; add --calibrate with a"
              + " folder of them, such as --calibrate images/");
    }
    if (!formats.contains(ComputeFormat.INT8) && calibrator.isPresent()) {
      throw new InvalidModelException(
          "a calibration is for int8, and the formats are %s: add int8 to --precision"
              .formatted(formats));
    }
  }

  /**
   * Makes the formats of a list.
   *
   * @param requested the first is the format of the archive's weights, which are fp32 for int8
   */
  public static ImportFormats of(List<ComputeFormat> requested, Optional<Calibrator> calibrator) {
    if (requested.isEmpty()) {
      throw new InvalidModelException("no format: expected at least one, such as fp32");
    }
    SortedSet<ComputeFormat> formats = new TreeSet<>(requested);
    formats.add(ComputeFormat.FP32);
    Precision precision =
        switch (requested.get(0)) {
          case FP32, INT8 -> Precision.FP32;
          case BF16 -> Precision.BF16;
          case FP16 -> Precision.FP16;
        };
    return new ImportFormats(precision, formats, calibrator);
  }
}
