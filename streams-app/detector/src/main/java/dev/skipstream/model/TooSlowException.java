package dev.skipstream.model;

import dev.skipstream.registry.ModelVersion;
import java.time.Duration;

/** A version takes longer for a frame than what was derived from the one before it allows. */
final class TooSlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooSlowException(ModelVersion version, Duration frameTime, Duration limit) {
    super(
        "%s takes %d ms a frame beside the version that serves, and commits fit their time with %d ms at most: start again to serve it, so that fewer frames are under way"
            .formatted(version.uri(), frameTime.toMillis(), limit.toMillis()));
  }
}
