package dev.skipstream.evaluate.tracks;

import dev.skipstream.evaluate.Overlap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sequence with its tracks numbered from 0.
 *
 * @param frames in the order of time
 * @param truthLengths the boxes of each true track
 * @param foundLengths the boxes of each track of the tracker
 */
record Sequence(List<Frame> frames, int[] truthLengths, int[] foundLengths) {
  /** A threshold holds for a pair that equals it, whatever the rounding. */
  static final double ROUNDING = Math.ulp(1.0);

  /** The threshold of MOTA and IDF1. */
  static final double HALF = 0.5;

  /**
   * One frame.
   *
   * @param truth the number of each true box's track
   * @param found the number of each found box's track
   * @param overlaps {@code [truth, found]}, IoU
   */
  record Frame(int[] truth, int[] found, double[][] overlaps) {}

  static Sequence of(List<TrackPair> pairs) {
    Map<Long, Integer> truthNumbers = new HashMap<>();
    Map<Long, Integer> foundNumbers = new HashMap<>();
    List<Frame> frames =
        pairs.stream()
            .map(
                pair ->
                    new Frame(
                        numbers(pair.truth(), truthNumbers),
                        numbers(pair.found(), foundNumbers),
                        overlaps(pair)))
            .toList();
    int[] truthLengths = new int[truthNumbers.size()];
    int[] foundLengths = new int[foundNumbers.size()];
    for (Frame frame : frames) {
      for (int track : frame.truth()) {
        truthLengths[track]++;
      }
      for (int track : frame.found()) {
        foundLengths[track]++;
      }
    }
    return new Sequence(frames, truthLengths, foundLengths);
  }

  long truthBoxes() {
    return frames.stream().mapToLong(frame -> frame.truth().length).sum();
  }

  long foundBoxes() {
    return frames.stream().mapToLong(frame -> frame.found().length).sum();
  }

  /** Returns a matrix of zeros, with a row for each true track, and a column for each found one. */
  double[][] zeros() {
    return new double[truthLengths.length][foundLengths.length];
  }

  private static int[] numbers(List<TrackBox> boxes, Map<Long, Integer> numbers) {
    return boxes.stream()
        .mapToInt(box -> numbers.computeIfAbsent(box.id(), id -> numbers.size()))
        .toArray();
  }

  private static double[][] overlaps(TrackPair pair) {
    double[][] overlaps = new double[pair.truth().size()][pair.found().size()];
    for (int i = 0; i < overlaps.length; i++) {
      for (int j = 0; j < overlaps[i].length; j++) {
        overlaps[i][j] = Overlap.of(pair.found().get(j).box(), pair.truth().get(i).box());
      }
    }
    return overlaps;
  }
}
