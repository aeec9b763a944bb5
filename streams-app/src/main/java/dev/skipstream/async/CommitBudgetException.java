package dev.skipstream.async;

/** Not one record fits between two commits; the message names the setting and what it must be. */
public final class CommitBudgetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommitBudgetException(String message) {
    super(message);
  }
}
