package dev.skipstream.doctor;

import java.util.ArrayList;
import java.util.List;

/** The median time of a few runs. */
final class Median {
  private static final int RUNS = 3;

  private Median() {}

  static double millis(Runnable run) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long started = System.nanoTime();
      run.run();
      millis.add((System.nanoTime() - started) / 1e6);
    }
    return millis.stream().sorted().toList().get(RUNS / 2);
  }
}
