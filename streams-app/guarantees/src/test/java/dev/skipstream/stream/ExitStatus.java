package dev.skipstream.stream;

import dev.skipstream.telemetry.StopCause;

/**
 * The exit statuses of an {@link Instance}: one for a device that is at fault, one for the rest.
 */
final class ExitStatus {
  static final int DEVICE = 5;
  private static final int OTHER = 6;

  private ExitStatus() {}

  /** The status that an instance ends with after a failure. */
  static int of(RuntimeException failure) {
    return failure instanceof StreamStoppedException stopped
            && stopped.stopCause() == StopCause.DEVICE
        ? DEVICE
        : OTHER;
  }
}
