package dev.skipstream.registry;

/** Somebody else moved an alias since the caller looked at it; nothing was changed. */
public final class AliasMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AliasMovedException(String message) {
    super(message);
  }
}
