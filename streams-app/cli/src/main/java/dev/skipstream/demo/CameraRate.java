package dev.skipstream.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The rate of the cameras: as high as the machine sustains. It begins with a measured frame, and
 * follows the inference of the newest frames. The first frames of a process are slow, because the
 * JVM still compiles, and other work on the machine comes and goes.
 *
 * <p>Threading: {@link #detected} by the thread that reads the outcomes, {@link #gap} by any.
 */
final class CameraRate {
  /** Frames whose median counts: so many that some slow ones do not. */
  private static final int FRAMES = 15;

  /** Frames from which the rate follows: a slow start is over after a few seconds. */
  private static final int LEAST = 5;

  private final int cameras;
  private final Deque<Double> newest = new ArrayDeque<>();
  private volatile Duration gap;

  /**
   * Begins with a rate.
   *
   * @param frame the time from a source to its findings, for one frame
   */
  CameraRate(int cameras, Duration frame) {
    this.cameras = cameras;
    this.gap = gapOf(frame);
  }

  /**
   * Follows a detection.
   *
   * @param millis its times by stage; ignored without an inference
   * @param batch frames in the batch of its inference: each took its part of the time
   */
  void detected(Map<String, Double> millis, int batch) {
    Double inference = millis.get("inference");
    if (inference == null) {
      return;
    }
    newest.addLast(inference / batch);
    if (newest.size() > FRAMES) {
      newest.removeFirst();
    }
    if (newest.size() >= LEAST) {
      double median = newest.stream().sorted().toList().get(newest.size() / 2);
      gap = gapOf(Duration.ofNanos(Math.round(median * 1e6)));
    }
  }

  /** Returns the time from a frame of a camera to its next one. */
  Duration gap() {
    return gap;
  }

  private Duration gapOf(Duration frame) {
    return Duration.ofNanos(Math.round(1e9 / SustainedRate.ofEach(cameras, frame)));
  }
}
