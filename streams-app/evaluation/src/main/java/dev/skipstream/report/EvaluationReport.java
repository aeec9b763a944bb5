package dev.skipstream.report;

import dev.skipstream.compare.Agreement;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.ErrorCounts;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.FrameJudgement;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.VocMetrics;
import dev.skipstream.schemas.event.Boxes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The content of a report.
 *
 * @param title the names of the evaluated detections and of the ground truth
 * @param at the time of the evaluation
 * @param worst the frames with most errors, the worst first
 * @param times the times of frames, if known
 */
public record EvaluationReport(
    String title,
    Instant at,
    FrameJoin.Counts counts,
    CocoMetrics metrics,
    VocMetrics voc,
    PrecisionCurves curves,
    ConfusionMatrix.Table confusion,
    ErrorCounts.Table errors,
    List<PicturedFrame> worst,
    Optional<StageTimes.Summary> times) {

  /**
   * A frame, its errors and its image.
   *
   * @param jpeg its image in any size; owned by this record, and left as it is. Nothing where it is
   *     not at hand
   */
  public record PicturedFrame(ScoredFrame frame, FrameJudgement judgement, Optional<byte[]> jpeg) {

    /** Returns a frame with the judgement of its boxes with a score of 0.5 or more, if any. */
    public static PicturedFrame of(ScoredFrame frame, Optional<byte[]> jpeg) {
      return new PicturedFrame(
          frame,
          frame.findings() instanceof Boxes boxes
              ? FrameJudgement.of(frame.truth(), boxes.detections(), Agreement.SURE)
              : new FrameJudgement(List.of(), List.of()),
          jpeg);
    }
  }

  public EvaluationReport {
    worst = List.copyOf(worst);
  }
}
