package dev.skipstream.redrive;

/** A redrive cannot go on; the message says why, and what can be done. */
public final class RedriveRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedriveRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
