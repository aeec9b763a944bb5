package dev.skipstream.bench;

import java.util.Map;

/**
 * The distribution of a stream's time, by its own metrics.
 *
 * @param stageMs the mean milliseconds per frame, in the order of the stages; without the stages
 *     that no frame passed
 * @param meanBatch the mean number of frames in a batch
 * @param busyShare the share of the time during which a model ran, averaged over the devices
 * @param commitsPerSecond the commits per second of one stream thread
 * @param commitMs the duration of a commit, including its drain; during it the thread accepts no
 *     records
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
