package dev.skipstream.image.header;

import dev.skipstream.schemas.event.RejectReason;

/** Bytes that are not an image we take; says which rule they broke. */
public final class InvalidImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  public InvalidImageException(RejectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The rule the image broke. */
  public RejectReason reason() {
    return reason;
  }
}
