package dev.skipstream.detect;

/** A device was asked for that this machine does not have. */
public final class UnavailableDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnavailableDeviceException(String message) {
    super(message);
  }
}
