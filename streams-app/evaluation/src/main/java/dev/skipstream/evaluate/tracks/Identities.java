package dev.skipstream.evaluate.tracks;

import dev.skipstream.assign.Assignment;

/**
 * The F1 score of identities at IoU 0.5 (Ristani et al. 2016): each true track is assigned to one
 * found track at most for the whole sequence.
 */
final class Identities {
  private Identities() {}

  static double f1(Sequence sequence) {
    double[][] common = sequence.zeros();
    for (Sequence.Frame frame : sequence.frames()) {
      for (int i = 0; i < frame.truth().length; i++) {
        for (int j = 0; j < frame.found().length; j++) {
          if (frame.overlaps()[i][j] >= Sequence.HALF - Sequence.ROUNDING) {
            common[frame.truth()[i]][frame.found()[j]]++;
          }
        }
      }
    }
    int[] columns = Assignment.ofMostWeight(common);
    double right = 0;
    for (int row = 0; row < columns.length; row++) {
      right += columns[row] == Assignment.NONE ? 0 : common[row][columns[row]];
    }
    return 2 * right / (sequence.truthBoxes() + sequence.foundBoxes());
  }
}
