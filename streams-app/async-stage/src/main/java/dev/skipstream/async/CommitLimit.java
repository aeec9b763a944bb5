package dev.skipstream.async;

import java.time.Duration;

/**
 * The waiting that all drains of one commit have together. A commit has no name of its own in here:
 * the drains of a thread belong to one as long as no record or punctuation comes between them.
 *
 * <p>Threading: every thread has a limit of its own.
 */
final class CommitLimit {
  private final ThreadLocal<Allowance> allowance;
  private final ThreadLocal<Boolean> startsOver = ThreadLocal.withInitial(() -> false);

  CommitLimit(Duration limit) {
    this.allowance = ThreadLocal.withInitial(() -> new Allowance(limit));
  }

  /** Returns the time that is left for this thread's commit. */
  Allowance ofThisCommit() {
    return allowance.get();
  }

  /** The thread does something else than committing. */
  void reset() {
    allowance.remove();
    startsOver.remove();
  }

  /** Notes that this thread leaves its tasks because the workers are slow. */
  void startOver() {
    startsOver.set(true);
  }

  /** Returns true until the thread takes up a record again: its tasks keep their work. */
  boolean startsOver() {
    return startsOver.get();
  }
}
