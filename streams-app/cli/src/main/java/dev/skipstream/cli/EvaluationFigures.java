package dev.skipstream.cli;

import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.evaluation.EvaluationResult.Part;
import dev.skipstream.evaluation.EvaluationSettings;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options for the metrics to show. */
final class EvaluationFigures {
  @Option(
      names = "--confusion",
      paramLabel = "SCORE",
      description =
          "also print the confusion matrix of detections with at least this score, or of the first"
              + " classes, which count whatever their score")
  private Optional<Double> confusion;

  @Option(
      names = "--errors",
      paramLabel = "SCORE",
      description =
          "also count the kinds of errors of detections with at least this score, and the"
              + " missed objects")
  private Optional<Double> errors;

  @Option(
      names = "--curves",
      description = "with --json: the precision at 101 recalls, of each category and their mean")
  private boolean curves;

  /** Scores, of which those that are not asked for are the report's. */
  Evaluation.Scores scores() {
    return new Evaluation.Scores(
        confusion.orElse(EvaluationSettings.DEFAULT_SCORE),
        errors.or(() -> confusion).orElse(EvaluationSettings.DEFAULT_SCORE));
  }

  /**
   * Returns if a part is asked for that only boxes have.
   *
   * @param confused true for a task that has a confusion matrix, too
   */
  boolean ofBoxes(boolean confused) {
    return errors.isPresent() || (confusion.isPresent() && !confused);
  }

  /** Returns the parts that were asked for. */
  Set<Part> parts() {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    if (confusion.isPresent()) {
      parts.add(Part.CONFUSION);
    }
    if (errors.isPresent()) {
      parts.add(Part.ERRORS);
    }
    if (curves) {
      parts.add(Part.CURVES);
    }
    return parts;
  }
}
