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

  public CameraRules {
    lines = List.copyOf(lines);
    zones = List.copyOf(zones);
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
