package dev.skipstream.topics.range;

/** A range that was asked for cannot be had; the message says why, and what can. */
public final class InvalidRangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRangeException(String message) {
    super(message);
  }
}
