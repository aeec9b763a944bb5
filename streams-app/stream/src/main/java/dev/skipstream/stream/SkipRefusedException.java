package dev.skipstream.stream;

/** A record cannot be skipped by hand; the message says why, and what can be done. */
public final class SkipRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SkipRefusedException(String message) {
    super(message);
  }
}
