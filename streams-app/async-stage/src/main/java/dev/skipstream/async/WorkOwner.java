package dev.skipstream.async;

/**
 * The task that waits for a piece of work. The code that holds the work asks its owner if the work
 * may still linger, and if the result still has a reader.
 *
 * <p>Threading: written by the owner's stream thread, read by any.
 */
public final class WorkOwner {
  private volatile boolean draining;
  private volatile boolean gone;

  /** Returns if the owner is about to commit: its work, old and new, must not linger. */
  public boolean draining() {
    return draining;
  }

  /** Returns if the owner has given up its work: the results have no reader. */
  public boolean gone() {
    return gone;
  }

  void draining(boolean now) {
    draining = now;
  }

  void leave() {
    gone = true;
  }
}
