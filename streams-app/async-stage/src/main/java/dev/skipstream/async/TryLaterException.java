package dev.skipstream.async;

/**
 * A failure of work for a temporary reason that is not the record's fault. The stream thread starts
 * over from the committed offsets, and so begins the work again: code that throws this has waited
 * before.
 */
public final class TryLaterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TryLaterException(String message, Throwable cause) {
    super(message, cause);
  }
}
