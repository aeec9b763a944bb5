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
 * @param alerts in the order of the file; each names one of the zones
 */
public record CameraRules(
    String camera,
    boolean relative,
    List<LineRule> lines,
    List<ZoneRule> zones,
    List<AlertRule> alerts) {
  /** The most rules of a camera, which bounds the size of its state. */
  public static final int MOST_RULES = 24;

  /** The most alerts of a camera. */
  public static final int MOST_ALERTS = 16;

  public CameraRules {
    lines = List.copyOf(lines);
    zones = List.copyOf(zones);
    alerts = List.copyOf(alerts);
    int rules = lines.size() + zones.size();
    if (rules > MOST_RULES) {
      throw new ZonesException(
          "the camera has %d lines and zones: expected %d at most".formatted(rules, MOST_RULES));
    }
    if (alerts.size() > MOST_ALERTS) {
      throw new ZonesException(
          "the camera has %d alerts: expected %d at most".formatted(alerts.size(), MOST_ALERTS));
    }
  }

  /** Makes rules without alerts. */
  public CameraRules(String camera, boolean relative, List<LineRule> lines, List<ZoneRule> zones) {
    this(camera, relative, lines, zones, List.of());
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
        zones.stream().map(zone -> zone.times(width, height)).toList(),
        alerts);
  }
}
