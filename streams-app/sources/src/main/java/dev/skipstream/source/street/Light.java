package dev.skipstream.source.street;

import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import java.awt.Color;
import java.util.Random;

/**
 * The light of a street: where it comes from, its colour, and what the air does to it.
 *
 * <p>A colour is lit by Lambert's law, an ambient and a directed part; fog mixes it with its own
 * colour by the Beer-Lambert law.
 */
final class Light {
  private static final double[] DAYLIGHT = {1, 1, 1};
  private static final double[] LOW_SUN = {1.0, 0.72, 0.52};
  private static final double[] MOONLIGHT = {0.55, 0.65, 1.0};

  private final Daytime daytime;
  private final double[] tint;
  private final double ambient;
  private final double directed;
  private final Vec3 towards;
  private final double fogDensity;
  private final Color fog;

  Light(StreetConditions conditions, Random random) {
    this.daytime = conditions.daytime();
    boolean clear = conditions.weather() == Weather.CLEAR;
    this.tint =
        switch (daytime) {
          case DAY -> DAYLIGHT;
          case DUSK -> LOW_SUN;
          case NIGHT -> MOONLIGHT;
        };
    this.ambient =
        switch (daytime) {
          case DAY -> clear ? 0.55 : 0.68;
          case DUSK -> 0.46;
          case NIGHT -> 0.36;
        };
    this.directed =
        (clear ? 0.5 : 0.12)
            * switch (daytime) {
              case DAY -> 1;
              case DUSK -> 0.8;
              case NIGHT -> 0.25;
            };
    double azimuth = 2 * Math.PI * random.nextDouble();
    double height = daytime == Daytime.DUSK ? 0.5 : 0.8 + 0.9 * random.nextDouble();
    this.towards = new Vec3(Math.cos(azimuth), Math.sin(azimuth), height).unit();
    this.fogDensity =
        switch (conditions.weather()) {
          case CLEAR -> 0.0015;
          case RAIN -> 0.008;
          case FOG -> 0.02 + 0.025 * random.nextDouble();
        };
    this.fog =
        switch (daytime) {
          case DAY -> clear ? new Color(0xb9cfe6) : new Color(0xb4bac0);
          case DUSK -> clear ? new Color(0xd9a27c) : new Color(0x8d8488);
          case NIGHT -> clear ? new Color(0x10141f) : new Color(0x242a35);
        };
  }

  /** Returns if lamps and headlights are on. */
  boolean isDark() {
    return daytime != Daytime.DAY;
  }

  /** Returns the strength of shadows, 0 to 1. */
  double shadow() {
    return Math.min(0.5, 0.9 * directed);
  }

  /** The colour of the air far away, and of the sky above the houses. */
  Color horizon() {
    return fog;
  }

  Color zenith() {
    return switch (daytime) {
      case DAY -> mix(new Color(0x6d9edb), fog, fogDensity > 0.005 ? 0.8 : 0);
      case DUSK -> mix(new Color(0x4a4f7d), fog, fogDensity > 0.005 ? 0.6 : 0);
      case NIGHT -> mix(new Color(0x05070f), fog, fogDensity > 0.005 ? 0.5 : 0);
    };
  }

  /** The colour of a surface as it is seen from a distance. */
  Color lit(int rgb, Vec3 normal, double depth) {
    double strength = ambient + directed * Math.max(0, normal.dot(towards));
    return mix(
        new Color(
            scaled(rgb >> 16 & 0xff, strength * tint[0]),
            scaled(rgb >> 8 & 0xff, strength * tint[1]),
            scaled(rgb & 0xff, strength * tint[2])),
        fog,
        1 - Math.exp(-fogDensity * depth));
  }

  /** The colour of what shines itself. */
  Color glowing(int rgb, double depth) {
    return mix(new Color(rgb), fog, 0.7 * (1 - Math.exp(-fogDensity * depth)));
  }

  /** Returns the point on the ground where the shadow of a point falls. */
  Vec3 dropped(Vec3 point) {
    double share = point.z() / towards.z();
    return new Vec3(point.x() - share * towards.x(), point.y() - share * towards.y(), 0);
  }

  private static int scaled(int channel, double strength) {
    return (int) Math.min(255, channel * strength);
  }

  private static Color mix(Color near, Color far, double share) {
    return new Color(
        mix(near.getRed(), far.getRed(), share),
        mix(near.getGreen(), far.getGreen(), share),
        mix(near.getBlue(), far.getBlue(), share));
  }

  private static int mix(int near, int far, double share) {
    return (int) Math.round(near + share * (far - near));
  }
}
