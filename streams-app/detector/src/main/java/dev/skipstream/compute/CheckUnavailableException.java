package dev.skipstream.compute;

/** The process of the check could not check anything: nothing is known about any format. */
public final class CheckUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
