package dev.skipstream.replay;

/** A replay that was asked for cannot be done as asked; the message says why, and what can. */
public final class ReplayRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayRefusedException(String message) {
    super(message);
  }
}
