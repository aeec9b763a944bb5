package dev.skipstream.topics.range;

/**
 * A requested range that is not available. The message states the reason and the available range.
 */
public final class InvalidRangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRangeException(String message) {
    super(message);
  }
}
