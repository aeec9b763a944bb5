package dev.skipstream.score;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluate.classification.ClassConfusion;
import java.util.Optional;

/**
 * Scores the frames of one task. Frames are added one after another, and are not kept.
 *
 * <p>Threading: for one thread.
 */
public interface FrameScorer {

  /** Returns a scorer without frames. */
  static FrameScorer of(EvaluationTask task) {
    return switch (task) {
      case BOXES, MASKS, KEYPOINTS -> new ObjectScorer(task.coco().orElseThrow());
      case CLASSES -> new ClassScorer();
      case REGIONS -> new RegionScorer();
    };
  }

  /**
   * Adds a frame.
   *
   * @throws UnfitInputException when the findings are of another kind, or the ground truth lacks
   *     what the task compares
   */
  void add(ScoredFrame frame);

  /**
   * Adds the frames of another scorer, after those that are here.
   *
   * @throws ClassCastException when the other one is of another task
   */
  void addAll(FrameScorer other);

  /** Returns the figures over all frames that were added. */
  Figures figures();

  /** Returns the precision at each recall, where the task has it. */
  default Optional<PrecisionCurves> curves() {
    return Optional.empty();
  }

  /** Returns the classes that frames were taken for, where the task is their classes. */
  default Optional<ClassConfusion> confusion() {
    return Optional.empty();
  }
}
