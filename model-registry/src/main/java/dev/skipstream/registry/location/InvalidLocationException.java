package dev.skipstream.registry.location;

/**
 * The location of a registry has an invalid form, or does not support the operation. The message
 * begins with the name of the setting, {@code registry}.
 */
public final class InvalidLocationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidLocationException(String message) {
    super(message);
  }
}
