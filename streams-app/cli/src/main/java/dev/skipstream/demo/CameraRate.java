package dev.skipstream.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The rate of the cameras: as high as the machine sustains. It begins low, and follows the
 * inference of the newest frames. The first frames of a process are slow, because the JVM still
 * compiles, and other work on the machine comes and goes. So a measurement before the first frame
 * would say little.
 *
 * <p>Threading: {@link #detected} by the thread that reads the outcomes, {@link #gap} by any.
 */
final class CameraRate {
  /** The highest rate of a camera, in frames per second. */
  private static final double MOST = 10;

  /** The rate of all cameras together before the first detections, in frames per second. */
  private static final double FIRST = 4;

  /**
   * The share of the measured rate that the cameras get. The rest is for the broker, the stream and
   * the threads of other work, so that frames do not queue.
   */
  private static final double SHARE = 0.85;

  /** Frames whose median counts: so many that some slow ones do not. */
  private static final int FRAMES = 9;

  /** Frames from which the rate follows. */
  private static final int LEAST = 3;

  private final int cameras;
  private final Deque<Double> newest = new ArrayDeque<>();
  private volatile Duration gap;

  CameraRate(int cameras) {
    this.cameras = cameras;
    this.gap = gapOf(FIRST);
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
      gap = gapOf(SHARE * 1e3 / median);
    }
  }

  /** Returns the time from a frame of a camera to its next one. */
  Duration gap() {
    return gap;
  }

  /** Returns the gap of each camera at a rate of all cameras together, in frames per second. */
  private Duration gapOf(double rate) {
    return Duration.ofNanos(Math.round(1e9 / Math.min(MOST, rate / cameras)));
  }
}
