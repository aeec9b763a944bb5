package dev.skipstream.schemas.serde;

/** A record's headers or payload are not those of an event we know; the message says how. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidEventException(String message, Throwable cause) {
    super(message, cause);
  }

  public InvalidEventException(String message) {
    super(message);
  }
}
