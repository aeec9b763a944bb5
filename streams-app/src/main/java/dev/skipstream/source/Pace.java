package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;

/** How fast frames follow each other. */
@FunctionalInterface
public interface Pace {

  /** The time between a frame and the one before it; nothing where it need not wait. */
  Optional<Duration> gap(EncodedFrame frame);

  /** The source's own rate; without waiting where it has none. */
  static Pace ofSource() {
    return EncodedFrame::gap;
  }

  /** As fast as frames are taken. */
  static Pace unlimited() {
    return frame -> Optional.empty();
  }

  /** A steady rate in frames per second, above zero. */
  static Pace of(double framesPerSecond) {
    if (!(framesPerSecond > 0) || Double.isInfinite(framesPerSecond)) {
      throw new IllegalArgumentException(
          "pace is %s frames per second: expected a number above 0".formatted(framesPerSecond));
    }
    Optional<Duration> gap = Optional.of(Duration.ofNanos(Math.round(1e9 / framesPerSecond)));
    return frame -> gap;
  }
}
