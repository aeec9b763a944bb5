package dev.skipstream.registry;

/**
 * A checkpoint, archive, manifest or model reference is not what it should be. The message says
 * what was expected, what came and what to do, in one line.
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
