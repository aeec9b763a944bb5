package dev.skipstream.async;

import org.apache.kafka.streams.errors.StreamsException;

/** The stage cannot go on: not a matter of one record. The cause is what broke it. */
public class StageException extends StreamsException {
  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }
}
