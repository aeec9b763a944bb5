package dev.skipstream.evaluation;

import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.report.EvaluationReport.PicturedFrame;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.score.FrameScorer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * The frames with the lowest main number of a task. Of equal ones the first that came stay. Frames
 * with nothing to score, and perfect ones, are left out.
 *
 * <p>Threading: for one thread.
 */
final class LowestFrames {
  private record Entry(ScoredFrame frame, double number, int place) {}

  /** The head is the frame that a lower one replaces first. */
  private static final Comparator<Entry> HIGHEST =
      Comparator.comparingDouble(Entry::number).thenComparingInt(Entry::place).reversed();

  private final EvaluationTask task;
  private final int most;
  private final PriorityQueue<Entry> kept = new PriorityQueue<>(HIGHEST);
  private int place;

  LowestFrames(EvaluationTask task, int most) {
    this.task = task;
    this.most = most;
  }

  void add(ScoredFrame frame) {
    if (most == 0) {
      return;
    }
    FrameScorer scorer = FrameScorer.of(task);
    scorer.add(frame);
    double number = scorer.figures().numbers().get(0);
    if (number >= 0 && number < 1) {
      kept.add(new Entry(frame, number, place++));
      if (kept.size() > most) {
        kept.remove();
      }
    }
  }

  /** Returns the frames with their pictures, the lowest first. */
  List<PicturedFrame> pictured(Function<ScoredFrame, Optional<byte[]>> pictures) {
    return kept.stream()
        .sorted(HIGHEST.reversed())
        .map(entry -> PicturedFrame.of(entry.frame(), pictures.apply(entry.frame())))
        .toList();
  }
}
