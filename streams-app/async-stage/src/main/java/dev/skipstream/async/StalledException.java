package dev.skipstream.async;

/**
 * A failure because work did not finish within the limit that keeps the transaction and the group
 * membership alive.
 */
public final class StalledException extends StageException {
  private static final long serialVersionUID = 1L;

  public StalledException(String message) {
    super(message);
  }
}
