package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frame with its ground truth and its detections; a category has the same number in both.
 *
 * @param name the name of the frame, or the file name of a data set's image
 * @param width pixels, 0 if unknown
 * @param height pixels, 0 if unknown
 * @param input the position of its image, if it came from a topic
 * @param view the place of its image in the frame, where the image is not all of it
 * @param ranking the scores by which {@code found} is ranked, one for each: those of a file of
 *     results, of which some may exceed 1 by a rounding error. This record owns the array and does
 *     not change it
 */
public record ScoredFrame(
    String name,
    int width,
    int height,
    Optional<InputPosition> input,
    Optional<FrameView> view,
    List<TrueObject> truth,
    List<Detection> found,
    double[] ranking) {

  public ScoredFrame {
    if (ranking.length != found.size()) {
      throw new IllegalArgumentException(
          "frame %s: %d scores rank %d detections: expected as many"
              .formatted(name, ranking.length, found.size()));
    }
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

  /** Returns this frame with the place of its image. */
  ScoredFrame withView(Optional<FrameView> other) {
    return new ScoredFrame(name, width, height, input, other, truth, found, ranking);
  }

  /** Returns this frame with its detections best first, of equal ones the earlier. */
  ScoredFrame bestFirst() {
    int[] order = ScoreOrder.bestFirst(ranking, ranking.length);
    List<Detection> best = new ArrayList<>(order.length);
    double[] sorted = new double[order.length];
    for (int d = 0; d < order.length; d++) {
      best.add(found.get(order[d]));
      sorted[d] = ranking[order[d]];
    }
    return new ScoredFrame(name, width, height, input, view, truth, best, sorted);
  }

  static double[] scoresOf(List<Detection> found) {
    double[] scores = new double[found.size()];
    for (int d = 0; d < scores.length; d++) {
      scores[d] = found.get(d).score();
    }
    return scores;
  }
}
