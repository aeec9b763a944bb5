package dev.skipstream.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Scores in the order they came, and their places best first.
 *
 * <p>Threading: for one thread.
 */
final class RankedScores {
  private double[] scores = new double[16];
  private int count;

  /** The places best first; nothing while more are added. */
  private int[] order;

  void add(double score) {
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, 2 * count);
    }
    scores[count] = score;
    count++;
    order = null;
  }

  /** The score that came at a place. */
  double get(int place) {
    return scores[place];
  }

  int size() {
    return count;
  }

  /**
   * The places best first, and of equal scores the one that came earlier, as pycocotools sorts. The
   * caller leaves the array as it is.
   */
  int[] bestFirst() {
    if (order == null) {
      order =
          IntStream.range(0, count)
              .boxed()
              .sorted((a, b) -> Double.compare(scores[b], scores[a]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return order;
  }
}
