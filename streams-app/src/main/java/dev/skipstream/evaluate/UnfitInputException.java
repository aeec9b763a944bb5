package dev.skipstream.evaluate;

/** Truth and detections do not fit each other, or their frames; the message says what does not. */
public final class UnfitInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitInputException(String message) {
    super(message);
  }
}
