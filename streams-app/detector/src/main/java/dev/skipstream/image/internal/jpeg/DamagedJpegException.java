package dev.skipstream.image.internal.jpeg;

/** Damage in the data of a JPEG; the message states the damage and its place. */
final class DamagedJpegException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedJpegException(String message) {
    super(message);
  }
}
