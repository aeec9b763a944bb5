package dev.skipstream.bench;

import java.util.Map;

/**
 * The distribution of a stream's time, by its own metrics.
 *
 * @param stageMs mean milliseconds a frame, in the order of the way; stages that no frame passed
 *     are left out
 * @param meanBatch frames that a device was given at once
 * @param busyShare of the time, on the average of the devices, that a model ran
 * @param commitsPerSecond of one stream thread
 * @param commitMs how long a commit takes, its drain included; meanwhile the thread takes nothing
 *     on
 */
public record StreamWork(
    Map<String, Double> stageMs,
    double meanBatch,
    double busyShare,
    double commitsPerSecond,
    double commitMs) {

  /** The share of a stream thread's time that goes into commits. */
  public double commitShare() {
    return commitsPerSecond * commitMs / 1_000;
  }

  /** Returns the rest of a rate when no work is done in commits. */
  public double lessCommits(double rate) {
    return rate * (1 - commitShare());
  }
}
