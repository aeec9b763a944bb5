package dev.skipstream.evaluation;

import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.ErrorCounts;
import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.evaluate.ParallelEvaluation;
import dev.skipstream.evaluate.VocMetrics;
import dev.skipstream.report.EvaluationReport;
import dev.skipstream.score.EvaluationTask;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The scores of an input.
 *
 * <p>Threading: for one thread. The input must be open for {@link #report}.
 */
public final class EvaluationResult {

  /** Optional parts of the document. */
  public enum Part {
    /** The confusion matrix: the detections for each category of the ground truth. */
    CONFUSION,
    /** The kinds of errors. */
    ERRORS,
    /** The precision at 101 recalls. */
    CURVES
  }

  private final EvaluationInput input;
  private final Evaluation evaluation;
  private final CocoMetrics metrics;

  private EvaluationResult(EvaluationInput input, Evaluation evaluation) {
    this.input = input;
    this.evaluation = evaluation;
    this.metrics = evaluation.metrics();
  }

  /** Scores an input on all processors; see {@link EvaluationInput#evaluate}. */
  static EvaluationResult of(EvaluationInput input, EvaluationSettings settings) {
    input.requireSomething();
    try (ParallelEvaluation parallel =
        new ParallelEvaluation(
            () -> new Evaluation(settings.scores(), settings.worstFrames(), settings.lenient()),
            Runtime.getRuntime().availableProcessors())) {
      input.forEach(parallel::add);
      return new EvaluationResult(input, parallel.finish());
    }
  }

  /** Returns COCO's metrics. */
  public CocoMetrics metrics() {
    return metrics;
  }

  /** Returns Pascal VOC's metrics. */
  public VocMetrics voc() {
    return evaluation.voc();
  }

  /** Returns the number of boxes outside their frame; above 0 only with a lenient scoring. */
  public long boxesOutside() {
    return evaluation.boxesOutside();
  }

  /** Returns the confusion matrix. */
  public ConfusionMatrix.Table confusion() {
    return evaluation.confusion();
  }

  /** Returns the kinds of errors. */
  public ErrorCounts.Table errors() {
    return evaluation.errors();
  }

  /** Returns the scores as a document for JSON: {@code evaluation.v1.json} of the schemas. */
  public EvaluationDocument document(Set<Part> parts) {
    return new EvaluationDocument(
        EvaluationTask.BOXES,
        input.counts(),
        input.sources(),
        input.ranges(),
        evaluation.boxesOutside(),
        metrics,
        input.parts(),
        evaluation.voc(),
        parts.contains(Part.CONFUSION) ? Optional.of(evaluation.confusion()) : Optional.empty(),
        parts.contains(Part.ERRORS) ? Optional.of(evaluation.errors()) : Optional.empty(),
        parts.contains(Part.CURVES) ? Optional.of(evaluation.curves()) : Optional.empty(),
        input.times());
  }

  /** Returns the contents of a report, with the pictures of the worst frames. */
  public EvaluationReport report(Instant at) {
    return new EvaluationReport(
        input.title(),
        at,
        input.counts(),
        metrics,
        evaluation.voc(),
        evaluation.curves(),
        evaluation.confusion(),
        evaluation.errors(),
        evaluation.worst().list().stream()
            .map(
                one ->
                    new EvaluationReport.PicturedFrame(
                        one.frame(), one.judgement(), input.picture(one.frame())))
            .toList(),
        input.times());
  }
}
