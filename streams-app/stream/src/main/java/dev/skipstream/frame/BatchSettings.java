package dev.skipstream.frame;

import java.time.Duration;

/**
 * The settings for batches of frames.
 *
 * @param size the maximum number of frames in a batch
 * @param linger the longest time for which a frame waits for announced frames
 * @param decoders the number of threads that decode
 * @param sweeps true if the stream measures the best size at its start, where all devices are GPUs;
 *     {@code size} is then that of other devices
 * @param sizesDecoders true if the number of decoders follows from the measured times of decoding
 *     and inference, where all devices are GPUs; {@code decoders} is then the number at the start
 */
public record BatchSettings(
    int size, Duration linger, int decoders, boolean sweeps, boolean sizesDecoders) {

  /** Default for most machines: decoding uses half of the processors, and one at least. */
  public static final BatchSettings DEFAULT =
      new BatchSettings(
          4,
          Duration.ofMillis(10),
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          false,
          true);

  public BatchSettings {
    if (size < 1 || linger.isNegative() || decoders < 1) {
      throw new IllegalArgumentException(
          "batch size is %d, linger %s, decoders %d: expected at least 1, 0 and 1"
              .formatted(size, linger, decoders));
    }
  }

  /** Settings with a size and a number of decoders that are not measured. */
  public BatchSettings(int size, Duration linger, int decoders) {
    this(size, linger, decoders, false, false);
  }

  /** Returns these settings with a size that is measured at the start of the stream. */
  public BatchSettings measured() {
    return new BatchSettings(size, linger, decoders, true, sizesDecoders);
  }

  /** Returns these settings with a size that is not measured any more. */
  public BatchSettings ofSize(int fixed) {
    return new BatchSettings(fixed, linger, decoders, false, sizesDecoders);
  }

  /**
   * Returns these settings with batches that a device completes within a time limit. A batch has at
   * least one frame.
   *
   * @param frameTime the time of a device for a frame
   */
  public BatchSettings within(Duration limit, Duration frameTime) {
    long fitting = limit.toNanos() / Math.max(1, frameTime.toNanos());
    return ofSize((int) Math.max(1, Math.min(size, fitting)));
  }
}
