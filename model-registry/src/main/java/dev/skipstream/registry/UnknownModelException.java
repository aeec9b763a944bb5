package dev.skipstream.registry;

/** A reference stands for no version of the registry; the message says which there are. */
public final class UnknownModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownModelException(String message) {
    super(message);
  }
}
