package dev.skipstream.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.ErrorCounts;
import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.VocMetrics;
import dev.skipstream.evaluation.EvaluationInput;
import dev.skipstream.report.StageTimes;
import dev.skipstream.topics.range.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the metrics to show, and the document that {@code --json} makes of them. */
final class EvaluationFigures {
  /** Default of the minimum score of the detections in the report. */
  private static final double USUAL_SCORE = 0.5;

  @Option(
      names = "--confusion",
      paramLabel = "SCORE",
      description = "also print the confusion matrix of detections with at least this score")
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

  /**
   * The document, one shape for topics and files: {@code evaluation.v1.json} of the schemas.
   *
   * @param sources those that were selected
   * @param by the figures by what the data set says of its images, where that was asked for
   */
  private record Document(
      @JsonUnwrapped FrameJoin.Counts counts,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sources,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OffsetRange> ranges,
      long boxesOutside,
      CocoMetrics metrics,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, CocoMetrics>> by,
      VocMetrics voc,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ConfusionMatrix.Table> confusion,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ErrorCounts.Table> errors,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PrecisionCurves> curves,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<StageTimes.Summary> times) {}

  /** Scores, of which those that are not asked for are the report's. */
  Evaluation.Scores scores() {
    return new Evaluation.Scores(
        confusion.orElse(USUAL_SCORE), errors.or(() -> confusion).orElse(USUAL_SCORE));
  }

  Optional<ConfusionMatrix.Table> confusion(Evaluation evaluation) {
    return confusion.map(score -> evaluation.confusion());
  }

  Optional<ErrorCounts.Table> errors(Evaluation evaluation) {
    return errors.map(score -> evaluation.errors());
  }

  Object document(EvaluationInput input, CocoMetrics metrics, Evaluation evaluation) {
    return new Document(
        input.counts(),
        input.sources(),
        input.ranges(),
        evaluation.boxesOutside(),
        metrics,
        input.parts(),
        evaluation.voc(),
        confusion(evaluation),
        errors(evaluation),
        curves ? Optional.of(evaluation.curves()) : Optional.empty(),
        input.times());
  }
}
