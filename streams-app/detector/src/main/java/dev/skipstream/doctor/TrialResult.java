package dev.skipstream.doctor;

import dev.skipstream.model.BatchSweep;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The measurement of a format.
 *
 * @param millis the time of a whole detection in one frame, once warm
 * @param detections in this frame
 * @param batches the rates of a GPU by the size of the batches
 */
record TrialResult(double millis, int detections, Optional<BatchSweep.Result> batches) {

  /** Returns the result on one line: numbers between blanks. */
  String line() {
    StringBuilder line = new StringBuilder(millis + " " + detections);
    batches.ifPresent(
        sweep -> {
          line.append(' ').append(sweep.size());
          sweep
              .rates()
              .forEach((size, rate) -> line.append(' ').append(size).append(' ').append(rate));
        });
    return line.toString();
  }

  /** Reads a result that {@link #line} has written. */
  static TrialResult read(String line) {
    String[] part = line.split(" ", -1);
    Optional<BatchSweep.Result> batches = Optional.empty();
    if (part.length > 2) {
      TreeMap<Integer, Double> rates = new TreeMap<>();
      for (int i = 3; i < part.length; i += 2) {
        rates.put(Integer.valueOf(part[i]), Double.valueOf(part[i + 1]));
      }
      batches = Optional.of(new BatchSweep.Result(Integer.parseInt(part[2]), rates));
    }
    return new TrialResult(Double.parseDouble(part[0]), Integer.parseInt(part[1]), batches);
  }
}
