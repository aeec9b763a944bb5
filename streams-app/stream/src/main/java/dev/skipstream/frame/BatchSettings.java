package dev.skipstream.frame;

import java.time.Duration;

/**
 * The settings for batches of frames.
 *
 * @param size the maximum number of frames in a batch
 * @param linger the longest time for which a frame waits for announced frames
 * @param decoders the number of threads that decode
 */
public record BatchSettings(int size, Duration linger, int decoders) {

  /** Default for most machines: decoding uses half of the processors, and one at least. */
  public static final BatchSettings DEFAULT =
      new BatchSettings(
          4, Duration.ofMillis(10), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  public BatchSettings {
    if (size < 1 || linger.isNegative() || decoders < 1) {
      throw new IllegalArgumentException(
          "batch size is %d, linger %s, decoders %d: expected at least 1, 0 and 1"
              .formatted(size, linger, decoders));
    }
  }

  /**
   * Returns these settings with batches that a device completes within a time limit. A batch has at
   * least one frame.
   *
   * @param frameTime the time of a device for a frame
   */
  public BatchSettings within(Duration limit, Duration frameTime) {
    long fitting = limit.toNanos() / Math.max(1, frameTime.toNanos());
    return new BatchSettings((int) Math.max(1, Math.min(size, fitting)), linger, decoders);
  }
}
