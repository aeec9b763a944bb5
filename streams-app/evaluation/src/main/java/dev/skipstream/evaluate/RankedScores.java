package dev.skipstream.evaluate;

import java.util.Arrays;

/**
 * Scores in the order they came, and their places best first.
 *
 * <p>Threading: for one thread.
 */
final class RankedScores {
  private double[] scores = new double[4];
  private int count;

  void add(double score) {
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, Growth.after(count));
    }
    scores[count] = score;
    count++;
  }

  /** Adds the scores of another, after those that are here. */
  void addAll(RankedScores other) {
    int sum = Math.addExact(count, other.count);
    if (sum > scores.length) {
      scores = Arrays.copyOf(scores, Growth.toHold(scores.length, sum));
    }
    System.arraycopy(other.scores, 0, scores, count, other.count);
    count = sum;
  }

  int size() {
    return count;
  }

  /** The places best first, and of equal scores the one that came earlier, as pycocotools sorts. */
  int[] bestFirst() {
    return ScoreOrder.bestFirst(scores, count);
  }
}
