package dev.skipstream.report;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.classification.ClassConfusion;
import dev.skipstream.report.EvaluationReport.PicturedFrame;
import dev.skipstream.score.EvaluationTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The content of a report on masks, keypoints, classes or regions.
 *
 * @param title the names of the evaluated outcomes and of the ground truth
 * @param at the time of the evaluation
 * @param task what was scored, not boxes
 * @param figures the task's numbers
 * @param curves precision at each recall, where the task has it
 * @param confusion the classes that frames were taken for, where the task has them
 * @param worst the frames with the lowest main number, the lowest first
 * @param times the times of frames, if known
 */
public record TaskReport(
    String title,
    Instant at,
    EvaluationTask task,
    FrameJoin.Counts counts,
    Figures figures,
    Optional<PrecisionCurves> curves,
    Optional<ClassConfusion> confusion,
    List<PicturedFrame> worst,
    Optional<StageTimes.Summary> times) {

  public TaskReport {
    worst = List.copyOf(worst);
  }
}
