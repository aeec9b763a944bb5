package dev.skipstream.source.street;

import java.util.Random;

/**
 * The light and the weather of a street.
 *
 * @param daytime decides on the light
 * @param weather decides on how far one sees
 */
public record StreetConditions(Daytime daytime, Weather weather) {

  /** The light. */
  public enum Daytime {
    DAY,
    DUSK,
    NIGHT
  }

  /** The weather. */
  public enum Weather {
    CLEAR,
    RAIN,
    FOG
  }

  /** Half of all streets by day, half of all without rain and fog. */
  static StreetConditions drawn(Random random) {
    Daytime daytime =
        random.nextBoolean() ? Daytime.DAY : random.nextBoolean() ? Daytime.DUSK : Daytime.NIGHT;
    Weather weather =
        random.nextBoolean() ? Weather.CLEAR : random.nextBoolean() ? Weather.RAIN : Weather.FOG;
    return new StreetConditions(daytime, weather);
  }
}
