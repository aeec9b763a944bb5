package dev.skipstream.evaluate;

/**
 * A failure because ground truth or detections are missing, or do not fit each other or their
 * frames. The message states the expected value.
 */
public final class UnfitInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitInputException(String message) {
    super(message);
  }
}
