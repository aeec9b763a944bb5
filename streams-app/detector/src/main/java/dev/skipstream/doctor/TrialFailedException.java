package dev.skipstream.doctor;

/** A device does not detect in a number format; the message has the reason. */
final class TrialFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  TrialFailedException(String message) {
    super(message);
  }
}
