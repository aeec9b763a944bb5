package dev.skipstream.shape;

/** A shape that is none. The message states the actual value and the expected value. */
public final class InvalidShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidShapeException(String message) {
    super(message);
  }
}
