package dev.skipstream.registry.server;

import dev.skipstream.registry.InvalidModelException;
import java.time.Duration;

/**
 * Bounds what clients may hold of the service while bytes are on their way.
 *
 * @param transfers uploads and downloads of archives at the same time; 1 to 128, since each holds a
 *     thread
 * @param bytesPerSecond least rate of a transfer, and of the body of any other request
 * @param window the time over which the rate is measured: a transfer that is slower ends after it
 */
public record TransferLimits(int transfers, long bytesPerSecond, Duration window) {
  /** 32 transfers at 16 KiB a second or more, measured over ten seconds. */
  public static final TransferLimits DEFAULT =
      new TransferLimits(32, 16_384, Duration.ofSeconds(10));

  private static final int MOST_TRANSFERS = 128;

  public TransferLimits {
    if (transfers < 1 || transfers > MOST_TRANSFERS) {
      throw new InvalidModelException(
          "transfers are %d: expected 1 to %d at the same time"
              .formatted(transfers, MOST_TRANSFERS));
    }
    if (bytesPerSecond < 1) {
      throw new InvalidModelException(
          "the least rate of a transfer is %d bytes a second: expected 1 or more"
              .formatted(bytesPerSecond));
    }
  }

  /** Bytes that a transfer has to move in each window. */
  long bytesPerWindow() {
    return Math.max(1, bytesPerSecond * window.toMillis() / 1000);
  }
}
