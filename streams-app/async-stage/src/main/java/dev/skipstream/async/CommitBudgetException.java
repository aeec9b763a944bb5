package dev.skipstream.async;

/**
 * Thrown when not even one record fits between two commits; the message names the setting and its
 * required value.
 */
public final class CommitBudgetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommitBudgetException(String message) {
    super(message);
  }
}
