package dev.skipstream.source.street;

import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * The settings of a street's camera.
 *
 * @param width pixels
 * @param height pixels
 * @param every time from a frame to the next
 * @param daytime by the seed where empty
 * @param weather by the seed where empty
 */
public record StreetView(
    int width, int height, Duration every, Optional<Daytime> daytime, Optional<Weather> weather) {
  private static final int LEAST_SIDE = 64;
  private static final int MOST_SIDE = 4096;

  public StreetView {
    if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE) {
      throw new IllegalArgumentException(
          "a street is %d x %d pixels: expected %d to %d a side"
              .formatted(width, height, LEAST_SIDE, MOST_SIDE));
    }
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "time between frames is %s: expected more than 0".formatted(every));
    }
  }

  /** Draws the lots of both conditions, so that what follows does not depend on what is asked. */
  StreetConditions conditions(Random random) {
    StreetConditions drawn = StreetConditions.drawn(random);
    return new StreetConditions(daytime.orElse(drawn.daytime()), weather.orElse(drawn.weather()));
  }
}
