package dev.skipstream.frame;

import java.time.Duration;

/**
 * The settings for batches of frames.
 *
 * @param size frames in a batch at most
 * @param linger how long a frame waits at most for others that are on their way
 * @param decoders threads that decode
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
   * Returns these settings with batches that a device finishes within a time limit. A batch has one
   * frame at least.
   *
   * @param frameTime how long a device takes for a frame
   */
  public BatchSettings within(Duration limit, Duration frameTime) {
    long fitting = limit.toNanos() / Math.max(1, frameTime.toNanos());
    return new BatchSettings((int) Math.max(1, Math.min(size, fitting)), linger, decoders);
  }
}
