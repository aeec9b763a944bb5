package dev.skipstream.comparison;

/** A condition on figures cannot be read; the message has its text and what was expected. */
public final class InvalidConditionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidConditionException(String message) {
    super(message);
  }
}
