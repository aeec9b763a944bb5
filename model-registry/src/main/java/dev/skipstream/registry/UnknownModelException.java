package dev.skipstream.registry;

/** A reference that resolves to no version of the registry. The message lists the existing ones. */
public final class UnknownModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownModelException(String message) {
    super(message);
  }
}
