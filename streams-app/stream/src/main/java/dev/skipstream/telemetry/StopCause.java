package dev.skipstream.telemetry;

import dev.skipstream.async.StalledException;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DetectorFault;
import dev.skipstream.topics.BrokerException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** The cause of the end of a stream that ended by itself. */
public enum StopCause {
  /** The broker is gone or refuses. */
  BROKER,
  /** The model fails at start. */
  MODEL,
  /** The device is broken, or hangs. */
  DEVICE,
  /** A live instance of the application has settings that this one cannot be beside. */
  SETTINGS,
  /** A defect of Skipstream. */
  INTERNAL;

  /** Finds the cause among {@code failure} and its causes; the innermost with a message. */
  public static StopCause of(Throwable failure) {
    StopCause found = INTERNAL;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StalledException) {
        found = DEVICE;
      } else if (cause instanceof DetectorException) {
        found = DetectorFault.of(cause) == DetectorFault.FRAME ? MODEL : DEVICE;
      } else if (cause instanceof UnfitInstanceException) {
        found = SETTINGS;
      } else if (cause instanceof BrokerException
          || cause instanceof MissingSourceTopicException
          || cause instanceof ApiException) {
        found = BROKER;
      }
    }
    return found;
  }
}
