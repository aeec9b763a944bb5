package dev.skipstream.zones;

/** A failure because rules are unfit. The message is one line, and states the expected value. */
public final class ZonesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ZonesException(String message) {
    super(message);
  }
}
