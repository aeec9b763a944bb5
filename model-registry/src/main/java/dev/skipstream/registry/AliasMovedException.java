package dev.skipstream.registry;

/**
 * A failed change of an alias that another client has moved since the caller read it. The call
 * changed nothing.
 */
public final class AliasMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AliasMovedException(String message) {
    super(message);
  }
}
