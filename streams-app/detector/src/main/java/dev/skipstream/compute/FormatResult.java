package dev.skipstream.compute;

import java.util.Optional;

/**
 * The result of the check for one format.
 *
 * @param millis the time of all layers of a frame; 0 for a format that failed
 * @param failure the layer that failed, and how; empty for a format that computes right
 */
public record FormatResult(double millis, Optional<String> failure) {

  static FormatResult right(double millis) {
    return new FormatResult(millis, Optional.empty());
  }

  static FormatResult failed(String why) {
    return new FormatResult(0, Optional.of(why));
  }

  /** Returns true if every layer computes right. */
  public boolean isRight() {
    return failure.isEmpty();
  }
}
