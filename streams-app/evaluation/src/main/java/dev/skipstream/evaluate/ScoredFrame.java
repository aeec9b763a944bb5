package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frame with its ground truth and what a model found in it; a category has the same number in
 * both.
 *
 * @param name the name of the frame, or the file name of a data set's image
 * @param width pixels, 0 if unknown
 * @param height pixels, 0 if unknown
 * @param input the position of its image, if it came from a topic
 * @param view the place of its image in the frame, where the image is not all of it
 * @param truth the objects of the ground truth
 * @param frameClass the class of the whole frame in the ground truth, where it has one
 * @param findings what the model found
 * @param ranking the scores by which boxes are ranked, one for each: those of a file of results, of
 *     which some may exceed 1 by a rounding error; empty for findings of other kinds. This record
 *     owns the array and does not change it
 */
public record ScoredFrame(
    String name,
    int width,
    int height,
    Optional<InputPosition> input,
    Optional<FrameView> view,
    List<TrueObject> truth,
    Optional<TrueClass> frameClass,
    Findings findings,
    double[] ranking) {

  public ScoredFrame {
    int boxes = findings instanceof Boxes found ? found.detections().size() : 0;
    if (ranking.length != boxes) {
      throw new IllegalArgumentException(
          "frame %s: %d scores rank %d detections: expected as many"
              .formatted(name, ranking.length, boxes));
    }
  }

  /** A frame whose detections are ranked by other scores than their own. */
  public ScoredFrame(
      String name,
      int width,
      int height,
      Optional<InputPosition> input,
      Optional<FrameView> view,
      List<TrueObject> truth,
      List<Detection> found,
      double[] ranking) {
    this(name, width, height, input, view, truth, Optional.empty(), new Boxes(found), ranking);
  }

  /** A frame whose detections are ranked by their own scores. */
  public ScoredFrame(
      String name,
      int width,
      int height,
      Optional<InputPosition> input,
      List<TrueObject> truth,
      List<Detection> found) {
    this(name, width, height, input, Optional.empty(), truth, found, scoresOf(found));
  }

  /** A frame with findings of any kind; boxes are ranked by their own scores. */
  public ScoredFrame(
      String name,
      int width,
      int height,
      Optional<InputPosition> input,
      Optional<FrameView> view,
      List<TrueObject> truth,
      Optional<TrueClass> frameClass,
      Findings findings) {
    this(
        name,
        width,
        height,
        input,
        view,
        truth,
        frameClass,
        findings,
        findings instanceof Boxes boxes ? scoresOf(boxes.detections()) : new double[0]);
  }

  /**
   * Returns the detections.
   *
   * @throws UnfitInputException when the model found classes or regions
   */
  public List<Detection> found() {
    if (findings instanceof Boxes boxes) {
      return boxes.detections();
    }
    throw unfit("boxes");
  }

  /**
   * Returns the error of findings that are of another kind than the one that is scored.
   *
   * @param scored the kind, such as {@code boxes}
   */
  public UnfitInputException unfit(String scored) {
    return new UnfitInputException(
        "frame %s has %s, and %s are scored: expected --task %s"
            .formatted(name, findings.kind(), scored, findings.kind()));
  }

  /** Returns this frame with its detections best first, of equal ones the earlier. */
  ScoredFrame bestFirst() {
    List<Detection> found = found();
    int[] order = ScoreOrder.bestFirst(ranking, ranking.length);
    List<Detection> best = new ArrayList<>(order.length);
    double[] sorted = new double[order.length];
    for (int d = 0; d < order.length; d++) {
      best.add(found.get(order[d]));
      sorted[d] = ranking[order[d]];
    }
    return new ScoredFrame(
        name, width, height, input, view, truth, frameClass, new Boxes(best), sorted);
  }

  static double[] scoresOf(List<Detection> found) {
    double[] scores = new double[found.size()];
    for (int d = 0; d < scores.length; d++) {
      scores[d] = found.get(d).score();
    }
    return scores;
  }
}
