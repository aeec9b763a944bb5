package dev.skipstream.report;

import dev.skipstream.compare.Agreement;
import dev.skipstream.compare.PairedComparison;
import dev.skipstream.evaluate.CocoMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The content of a report on two detectors.
 *
 * @param verdict which one is better, in a line
 * @param intervals of COCO's numbers
 * @param frames that both looked at and whose truth is known
 * @param agreement over all of them
 * @param differing the frames on which they agree least, the first's and the second's view of each
 */
public record ComparisonReport(
    Side first,
    Side second,
    Instant at,
    String verdict,
    int frames,
    List<PairedComparison.Interval> intervals,
    Agreement agreement,
    List<Differing> differing) {

  /**
   * One detector.
   *
   * @param name of its model
   * @param metrics over the frames of both
   * @param times how long its frames took, where that is known
   */
  public record Side(String name, CocoMetrics metrics, Optional<StageTimes.Summary> times) {}

  /** A frame as each of the two saw it. */
  public record Differing(
      EvaluationReport.PicturedFrame first, EvaluationReport.PicturedFrame second) {}

  public ComparisonReport {
    intervals = List.copyOf(intervals);
    differing = List.copyOf(differing);
  }
}
