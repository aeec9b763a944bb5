package dev.skipstream.shape;

/**
 * Walks over two lists of runs at once, in the longest steps in which neither changes. Both have
 * the same sum.
 *
 * <p>Threading: for one thread.
 */
final class RunPairs {
  private final int[] firstRuns;
  private final int[] secondRuns;
  private int first;
  private int second;
  private int restOfFirst;
  private int restOfSecond;

  /** Begins with the first step. */
  RunPairs(int[] firstRuns, int[] secondRuns) {
    this.firstRuns = firstRuns;
    this.secondRuns = secondRuns;
    restOfFirst = firstRuns[0];
    restOfSecond = secondRuns[0];
  }

  /** Returns the place of the run of the first list. */
  int first() {
    return first;
  }

  /** Returns the place of the run of the second list. */
  int second() {
    return second;
  }

  /** Returns the pixels of the step, 0 for an empty first run. */
  int length() {
    return Math.min(restOfFirst, restOfSecond);
  }

  /** Goes to the next step; returns false at the end, which both lists reach together. */
  boolean next() {
    int step = length();
    restOfFirst -= step;
    restOfSecond -= step;
    if (restOfFirst == 0) {
      first++;
      if (first == firstRuns.length) {
        return false;
      }
      restOfFirst = firstRuns[first];
    }
    if (restOfSecond == 0) {
      second++;
      if (second == secondRuns.length) {
        return false;
      }
      restOfSecond = secondRuns[second];
    }
    return true;
  }
}
