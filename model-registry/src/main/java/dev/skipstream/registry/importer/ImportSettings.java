package dev.skipstream.registry.importer;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.Precision;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The settings of an import that a checkpoint does not contain.
 *
 * @param labels category id to name, see {@link Labels}; the largest id is the last class
 * @param eps the batch norms' eps; absent for {@link NormEps}' choice. A model fine-tuned from
 *     torchvision's COCO weights for other classes keeps their 0 and must be told
 * @param options the numbers the detector runs with, by the name of their option, in place of its
 *     architecture's defaults
 * @param formats of the archive's weights, and those in which it may compute
 * @param licence of the weights; free text for the manifest
 * @param entry the checkpoint's entry that is the state dict, see {@link StateDict}; absent where
 *     there is one to choose
 * @param rpnScoreThreshold of the proposals, instead of the one of {@code options}; absent for the
 *     checkpoint's own, where torchvision's training script wrote it, or else that of {@code
 *     options}
 */
public record ImportSettings(
    Map<Integer, String> labels,
    OptionalDouble eps,
    Map<String, String> options,
    ImportFormats formats,
    String licence,
    Optional<String> entry,
    OptionalDouble rpnScoreThreshold) {

  public ImportSettings {
    options = Map.copyOf(options);
  }

  /** Makes settings for weights of a precision, and no other format. */
  public ImportSettings(
      Map<Integer, String> labels,
      OptionalDouble eps,
      Map<String, String> options,
      Precision precision,
      String licence,
      Optional<String> entry,
      OptionalDouble rpnScoreThreshold) {
    this(
        labels,
        eps,
        options,
        ImportFormats.of(List.of(ComputeFormat.valueOf(precision.name())), Optional.empty()),
        licence,
        entry,
        rpnScoreThreshold);
  }

  /** Makes settings for a checkpoint that has one state dict, of a detector with these numbers. */
  public ImportSettings(
      Map<Integer, String> labels,
      OptionalDouble eps,
      DetectorSettings detector,
      Precision precision,
      String licence) {
    this(
        labels,
        eps,
        detector.byOption(),
        ImportFormats.of(List.of(ComputeFormat.valueOf(precision.name())), Optional.empty()),
        licence,
        Optional.empty(),
        OptionalDouble.empty());
  }
}
