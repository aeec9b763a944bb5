package dev.skipstream.image.fetch;

import dev.skipstream.schemas.event.RejectReason;

/** A store of images cannot be reached now: trying again may help. */
public final class TransientFetchException extends Exception {
  private static final long serialVersionUID = 1L;

  public TransientFetchException(String message, Throwable cause) {
    super(message, cause);
  }

  public TransientFetchException(String message) {
    super(message);
  }

  /** Returns the reason for the image event's dead letter, if all retries fail. */
  public RejectReason reasonToGiveUp() {
    return RejectReason.DATAREF_UNAVAILABLE;
  }
}
