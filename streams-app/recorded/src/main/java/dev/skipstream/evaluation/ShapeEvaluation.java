package dev.skipstream.evaluation;

import dev.skipstream.dataset.ImageShapes;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoFigures;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.UnfitInputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The masks or keypoints of a file of results, scored against those of a data set.
 *
 * <p>Threading: for one thread; {@link #read} blocks on the file system.
 */
public final class ShapeEvaluation {
  private final ShapeEvaluationSettings settings;
  private final ImageShapes found;
  private final CocoEvaluator evaluator;
  private final CocoFigures figures;
  private final Map<String, Map<String, CocoFigures>> parts = new LinkedHashMap<>();

  private ShapeEvaluation(ShapeEvaluationSettings settings, ImageShapes found) {
    this.settings = settings;
    this.found = found;
    evaluator = found.evaluate();
    figures = evaluator.figures();
    settings.by().forEach(member -> parts.put(member, found.scoreBy(member)));
  }

  /**
   * Reads the files and scores all images.
   *
   * @throws UnfitInputException that names the file, the place in it, and says what was expected
   */
  public static ShapeEvaluation read(ShapeEvaluationSettings settings) {
    try {
      LabelledDataset dataset = LabelledDataset.read(settings.dataset(), settings.task());
      if (dataset.countObjects() == 0) {
        throw new UnfitInputException(
            settings.dataset() + ": has no annotations: expected the truth about its images");
      }
      return new ShapeEvaluation(settings, ImageShapes.ofResults(dataset, settings.results()));
    } catch (IOException e) {
      throw new UnfitInputException(e.getMessage());
    }
  }

  /** Returns COCO's figures of the task. */
  public CocoFigures figures() {
    return figures;
  }

  /** Returns the figures by each requested attribute of the images, and by its values. */
  public Map<String, Map<String, CocoFigures>> parts() {
    return parts;
  }

  /** Returns the number of scored images, as text for the user. */
  public String text() {
    return "%s of %d images scored".formatted(settings.task(), found.images());
  }

  /**
   * Returns the scores as a document for JSON: {@code evaluation.v1.json} of the schemas.
   *
   * @param curves true to add the precision at each recall
   */
  public ShapeEvaluationDocument document(boolean curves) {
    return new ShapeEvaluationDocument(
        settings.task(),
        new FrameJoin.Counts(found.images(), 0, 0, 0, 0),
        figures,
        parts,
        curves ? Optional.of(evaluator.curves()) : Optional.empty());
  }
}
