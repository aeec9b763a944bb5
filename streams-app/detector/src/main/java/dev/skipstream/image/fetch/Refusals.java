package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.net.URI;
import java.time.Duration;

/** The messages of the fetchers of all protocols when an image is not available. */
final class Refusals {

  private Refusals() {}

  static InvalidImageException notAllowed(URI dataref, String why) {
    return new InvalidImageException(
        RejectReason.DATAREF_NOT_ALLOWED, "ce_dataref %s: %s".formatted(dataref, why));
  }

  static InvalidImageException notFound(URI dataref) {
    return new InvalidImageException(
        RejectReason.DATAREF_NOT_FOUND, "ce_dataref %s: there is nothing".formatted(dataref));
  }

  static InvalidImageException refused(URI dataref, String answer) {
    return new InvalidImageException(
        RejectReason.DATAREF_REFUSED,
        "ce_dataref %s: expected an image, the store says %s".formatted(dataref, answer));
  }

  static InvalidImageException tooLarge(URI dataref, int maxBytes) {
    return new InvalidImageException(
        RejectReason.IMAGE_TOO_LARGE,
        "ce_dataref %s: the image has more bytes than %d, expected at most so many"
            .formatted(dataref, maxBytes));
  }

  static InvalidImageException timeout(URI dataref, Duration limit) {
    return new InvalidImageException(
        RejectReason.DATAREF_TIMEOUT,
        "ce_dataref %s: expected the image within %d ms, it did not arrive"
            .formatted(dataref, limit.toMillis()));
  }
}
