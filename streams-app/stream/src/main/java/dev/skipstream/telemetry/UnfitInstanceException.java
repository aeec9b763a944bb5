package dev.skipstream.telemetry;

/** A live instance of the application has other settings, which a group cannot have at once. */
public final class UnfitInstanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitInstanceException(String message) {
    super(message);
  }
}
