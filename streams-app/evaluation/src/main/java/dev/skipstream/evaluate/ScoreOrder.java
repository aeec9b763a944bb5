package dev.skipstream.evaluate;

/**
 * Sorts places by score, best first, and of equal scores the earlier place first, as pycocotools
 * does. Works on arrays of numbers: an object for each of millions of detections costs more than
 * the sorting.
 */
final class ScoreOrder {
  /** The length below which insertion sort is faster than merge sort. */
  private static final int SHORT = 24;

  private ScoreOrder() {}

  /** Returns the places of the first {@code count} scores, best first. */
  static int[] bestFirst(double[] scores, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int from = 0; from < count; from += SHORT) {
      insert(scores, order, from, Math.min(count, from + SHORT));
    }
    int[] other = count > SHORT ? new int[count] : order;
    for (long width = SHORT; width < count; width *= 2) {
      for (long from = 0; from < count; from += 2 * width) {
        int middle = (int) Math.min(count, from + width);
        merge(scores, order, other, (int) from, middle, (int) Math.min(count, from + 2 * width));
      }
      int[] merged = other;
      other = order;
      order = merged;
    }
    return order;
  }

  private static void insert(double[] scores, int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int place = order[i];
      int at = i;
      while (at > from && scores[order[at - 1]] < scores[place]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = place;
    }
  }

  private static void merge(
      double[] scores, int[] source, int[] target, int from, int middle, int to) {
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft =
          right >= to || (left < middle && scores[source[left]] >= scores[source[right]]);
      target[at] = source[takeLeft ? left++ : right++];
    }
  }
}
