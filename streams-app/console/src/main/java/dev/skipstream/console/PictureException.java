package dev.skipstream.console;

import dev.skipstream.console.LossView.Place;

/** A picture that cannot be shown. */
final class PictureException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * Creates a failure.
   *
   * @param status of the HTTP answer
   */
  PictureException(int status, String message) {
    super(message);
    this.status = status;
  }

  static PictureException gone(Place place) {
    return new PictureException(
        404,
        "record %s-%d@%d is gone: the retention of its topic deleted it"
            .formatted(place.topic(), place.partition(), place.offset()));
  }

  int status() {
    return status;
  }
}
