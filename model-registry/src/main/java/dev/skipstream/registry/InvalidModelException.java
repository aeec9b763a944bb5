package dev.skipstream.registry;

/**
 * A checkpoint, archive, manifest or model reference is not what it should be. The message states
 * the expected value, the actual value and the action to take, in one line.
 */
public final class InvalidModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidModelException(String message) {
    super(message);
  }

  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
