package dev.skipstream.zones;

import java.util.List;

/**
 * The rules of one camera.
 *
 * @param camera id of the source
 * @param relative true if coordinates are shares of the picture's width and height, and false if
 *     they are pixels
 * @param lines in the order of the file
 * @param zones in the order of the file
 */
public record CameraRules(
    String camera, boolean relative, List<LineRule> lines, List<ZoneRule> zones) {
  /** The most rules of a camera, which bounds the size of its state. */
  public static final int MOST_RULES = 24;

  public CameraRules {
    lines = List.copyOf(lines);
    zones = List.copyOf(zones);
    int rules = lines.size() + zones.size();
    if (rules > MOST_RULES) {
      throw new ZonesException(
          "the camera has %d lines and zones: expected %d at most".formatted(rules, MOST_RULES));
    }
  }

  /** Returns these rules in pixels of a picture. */
  public CameraRules inPixels(int width, int height) {
    if (!relative) {
      return this;
    }
    return new CameraRules(
        camera,
        false,
        lines.stream().map(line -> line.times(width, height)).toList(),
        zones.stream().map(zone -> zone.times(width, height)).toList());
  }
}
