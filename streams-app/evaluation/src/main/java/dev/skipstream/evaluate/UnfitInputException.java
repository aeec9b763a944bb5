package dev.skipstream.evaluate;

/**
 * Truth and detections are missing, or do not fit each other or their frames; the message says what
 * was expected.
 */
public final class UnfitInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitInputException(String message) {
    super(message);
  }
}
