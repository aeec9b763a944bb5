package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** The speed at which a source is played. */
public sealed interface Pace {

  /**
   * Returns when a frame is due, counted from the first one.
   *
   * @param media the frame's place in the time of its source, where the source has one
   * @param number of the frame, from 0
   * @param sourceRate frames in a second of the source's time, where known
   * @return nothing where the frame need not wait
   */
  Optional<Duration> due(Optional<Duration> media, long number, OptionalDouble sourceRate);

  /** The source's own time; without waiting where it has none. */
  static Pace ofSource() {
    return new Own();
  }

  /** Returns a pace without a limit: frames are published as fast as the reader takes them. */
  static Pace unlimited() {
    return new Unlimited();
  }

  /**
   * A rate in frames per second, above zero. A source with a time of its own is played at the speed
   * at which it has this rate on average.
   */
  static Pace of(double framesPerSecond) {
    return new Rate(framesPerSecond);
  }

  /** The pace of {@link #ofSource}. */
  record Own() implements Pace {
    @Override
    public Optional<Duration> due(
        Optional<Duration> media, long number, OptionalDouble sourceRate) {
      return media;
    }
  }

  /** The pace of {@link #unlimited}. */
  record Unlimited() implements Pace {
    @Override
    public Optional<Duration> due(
        Optional<Duration> media, long number, OptionalDouble sourceRate) {
      return Optional.empty();
    }
  }

  /** The pace of {@link #of}. */
  record Rate(double framesPerSecond) implements Pace {
    public Rate {
      if (!(framesPerSecond > 0) || Double.isInfinite(framesPerSecond)) {
        throw new IllegalArgumentException(
            "pace is %s frames per second: expected a number above 0".formatted(framesPerSecond));
      }
    }

    @Override
    public Optional<Duration> due(
        Optional<Duration> media, long number, OptionalDouble sourceRate) {
      return Optional.of(
          media.isPresent() && sourceRate.isPresent()
              ? nanos(media.get().toNanos() * sourceRate.getAsDouble() / framesPerSecond)
              : nanos(number * 1e9 / framesPerSecond));
    }

    private static Duration nanos(double nanos) {
      return Duration.ofNanos(Math.round(nanos));
    }
  }
}
