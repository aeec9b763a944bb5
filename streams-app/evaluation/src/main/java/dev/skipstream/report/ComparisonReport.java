package dev.skipstream.report;

import dev.skipstream.compare.Agreement;
import dev.skipstream.compare.PairedComparison;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.score.EvaluationTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The content of a report on two models.
 *
 * @param task what was compared with the ground truth
 * @param verdict the verdict on the better one, in one line
 * @param intervals the intervals of the task's numbers
 * @param frames the number of frames that both processed and that have ground truth
 * @param agreement the agreement over all of these frames
 * @param differing the frames on which they agree least, with the result of both for each
 */
public record ComparisonReport(
    Side first,
    Side second,
    Instant at,
    EvaluationTask task,
    String verdict,
    int frames,
    List<PairedComparison.Interval> intervals,
    Agreement agreement,
    List<Differing> differing) {

  /**
   * The content for one model.
   *
   * @param name the name of its model
   * @param metrics the metrics over the frames of both
   * @param times the times of its frames, if known
   */
  public record Side(String name, Figures metrics, Optional<StageTimes.Summary> times) {}

  /** A frame as each of the two saw it. */
  public record Differing(
      EvaluationReport.PicturedFrame first, EvaluationReport.PicturedFrame second) {}

  public ComparisonReport {
    intervals = List.copyOf(intervals);
    differing = List.copyOf(differing);
  }
}
