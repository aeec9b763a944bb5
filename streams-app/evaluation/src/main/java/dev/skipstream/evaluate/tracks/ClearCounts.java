package dev.skipstream.evaluate.tracks;

import dev.skipstream.assign.Assignment;
import java.util.Arrays;

/**
 * The counts of the CLEAR metrics at IoU 0.5 (Bernardin and Stiefelhagen 2008).
 *
 * @param matches true boxes with a found box
 * @param misses true boxes without one
 * @param falsePositives found boxes without a true box
 * @param switches matches of a true track to another found track than its last match
 */
public record ClearCounts(long matches, long misses, long falsePositives, long switches) {
  /** Continuing a match of the frame before counts more than all overlaps of a frame. */
  private static final double CONTINUED = 1000;

  private static final int NONE = -1;

  /** Returns 1 less the errors per true box. */
  public double mota() {
    return 1 - (double) (misses + falsePositives + switches) / (matches + misses);
  }

  static ClearCounts of(Sequence sequence) {
    int tracks = sequence.truthLengths().length;
    int[] last = new int[tracks];
    Arrays.fill(last, NONE);
    int[] before = last.clone();
    long matches = 0;
    long switches = 0;
    for (Sequence.Frame frame : sequence.frames()) {
      int[] columns = Assignment.ofMostWeight(weights(frame, before));
      Arrays.fill(before, NONE);
      for (int row = 0; row < columns.length; row++) {
        if (columns[row] == Assignment.NONE) {
          continue;
        }
        int truth = frame.truth()[row];
        int found = frame.found()[columns[row]];
        matches++;
        if (last[truth] != NONE && last[truth] != found) {
          switches++;
        }
        last[truth] = found;
        before[truth] = found;
      }
    }
    return new ClearCounts(
        matches, sequence.truthBoxes() - matches, sequence.foundBoxes() - matches, switches);
  }

  private static double[][] weights(Sequence.Frame frame, int[] before) {
    double[][] weights = new double[frame.truth().length][frame.found().length];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[i].length; j++) {
        double overlap = frame.overlaps()[i][j];
        if (overlap >= Sequence.HALF - Sequence.ROUNDING) {
          boolean continued = before[frame.truth()[i]] == frame.found()[j];
          weights[i][j] = overlap + (continued ? CONTINUED : 0);
        }
      }
    }
    return weights;
  }
}
