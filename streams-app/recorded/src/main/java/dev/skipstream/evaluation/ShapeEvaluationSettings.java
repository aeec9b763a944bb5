package dev.skipstream.evaluation;

import dev.skipstream.evaluate.CocoTask;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of the evaluation of masks or keypoints in files.
 *
 * @param dataset ground truth: COCO's instances (.json, .json.gz)
 * @param results COCO's results
 * @param task masks or keypoints
 * @param by attributes of the data set's images, such as {@code weather}, whose values get metrics
 *     of their own
 */
public record ShapeEvaluationSettings(Path dataset, Path results, CocoTask task, List<String> by) {

  /**
   * Checks the task.
   *
   * @throws IllegalArgumentException when it is boxes, which {@link FileEvaluation} scores
   */
  public ShapeEvaluationSettings {
    if (task == CocoTask.BOXES) {
      throw new IllegalArgumentException("task is boxes: expected masks or keypoints");
    }
    by = List.copyOf(by);
  }
}
