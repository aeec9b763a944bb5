package dev.skipstream.evaluate.tracks;

import dev.skipstream.assign.Assignment;
import java.util.ArrayList;
import java.util.List;

/**
 * Higher order tracking accuracy (Luiten et al. 2021, section 5). The boxes of a frame are matched
 * once, as in the authors' program, with the most overlap weighted by the similarity of the tracks;
 * each threshold then takes the pairs that reach it.
 */
record Hota(double hota, double detA, double assA) {
  private static final int THRESHOLDS = 19;
  private static final double STEP = 0.05;

  static Hota of(Sequence sequence) {
    List<int[]> matches = matches(sequence);
    double hota = 0;
    double detA = 0;
    double assA = 0;
    for (int i = 1; i <= THRESHOLDS; i++) {
      Hota one = at(i * STEP, sequence, matches);
      hota += one.hota();
      detA += one.detA();
      assA += one.assA();
    }
    return new Hota(hota / THRESHOLDS, detA / THRESHOLDS, assA / THRESHOLDS);
  }

  private static Hota at(double threshold, Sequence sequence, List<int[]> matches) {
    double[][] together = sequence.zeros();
    long pairs = 0;
    for (int t = 0; t < matches.size(); t++) {
      Sequence.Frame frame = sequence.frames().get(t);
      int[] columns = matches.get(t);
      for (int row = 0; row < columns.length; row++) {
        int column = columns[row];
        if (column != Assignment.NONE
            && frame.overlaps()[row][column] >= threshold - Sequence.ROUNDING) {
          together[frame.truth()[row]][frame.found()[column]]++;
          pairs++;
        }
      }
    }
    double association = 0;
    for (int i = 0; i < together.length; i++) {
      for (int j = 0; j < together[i].length; j++) {
        double common = together[i][j];
        if (common > 0) {
          association +=
              common * common / (sequence.truthLengths()[i] + sequence.foundLengths()[j] - common);
        }
      }
    }
    double detA = (double) pairs / (sequence.truthBoxes() + sequence.foundBoxes() - pairs);
    double assA = pairs == 0 ? 0 : association / pairs;
    return new Hota(Math.sqrt(detA * assA), detA, assA);
  }

  /** Returns the matched found box of each true box, for each frame. */
  private static List<int[]> matches(Sequence sequence) {
    double[][] similarity = similarity(sequence);
    List<int[]> matches = new ArrayList<>();
    for (Sequence.Frame frame : sequence.frames()) {
      double[][] weights = new double[frame.truth().length][frame.found().length];
      for (int i = 0; i < weights.length; i++) {
        for (int j = 0; j < weights[i].length; j++) {
          weights[i][j] = similarity[frame.truth()[i]][frame.found()[j]] * frame.overlaps()[i][j];
        }
      }
      matches.add(Assignment.ofMostWeight(weights));
    }
    return matches;
  }

  /** Returns the Jaccard index of each pair of tracks, where each frame counts by its overlap. */
  private static double[][] similarity(Sequence sequence) {
    double[][] common = sequence.zeros();
    for (Sequence.Frame frame : sequence.frames()) {
      double[] columnSums = new double[frame.found().length];
      for (double[] row : frame.overlaps()) {
        for (int j = 0; j < row.length; j++) {
          columnSums[j] += row[j];
        }
      }
      for (int i = 0; i < frame.truth().length; i++) {
        double[] row = frame.overlaps()[i];
        double rowSum = 0;
        for (double overlap : row) {
          rowSum += overlap;
        }
        for (int j = 0; j < row.length; j++) {
          if (row[j] > 0) {
            common[frame.truth()[i]][frame.found()[j]] +=
                row[j] / (rowSum + columnSums[j] - row[j]);
          }
        }
      }
    }
    for (int i = 0; i < common.length; i++) {
      for (int j = 0; j < common[i].length; j++) {
        common[i][j] /= sequence.truthLengths()[i] + sequence.foundLengths()[j] - common[i][j];
      }
    }
    return common;
  }
}
