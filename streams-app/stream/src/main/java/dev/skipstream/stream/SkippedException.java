package dev.skipstream.stream;

/** An operator has skipped a record. */
final class SkippedException extends Exception {
  private static final long serialVersionUID = 1L;

  SkippedException(String who, String when, String because) {
    super("skipped by %s at %s: %s".formatted(who, when, because));
  }
}
