package dev.skipstream.detect;

/** A model could not be loaded or failed on a batch. */
public final class DetectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DetectorException(String message) {
    super(message);
  }

  public DetectorException(String message, Throwable cause) {
    super(message, cause);
  }
}
