package dev.skipstream.console;

import dev.skipstream.schemas.event.TrackedObject;
import dev.skipstream.zones.AlertRule;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.LineRule;
import dev.skipstream.zones.RuleScope;
import dev.skipstream.zones.Vertex;
import dev.skipstream.zones.ZoneRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tracks and rules of a camera, as the page draws and edits them. */
final class TrackView {
  private TrackView() {}

  /**
   * The tracks of a frame.
   *
   * @param id of the frame
   */
  record Frame(String camera, String id, List<Box> tracks) {}

  /** A track in pixels of the original image. */
  record Box(
      long track, String label, double x, double y, double w, double h, long age, double speed) {
    static Box of(TrackedObject one) {
      return new Box(
          one.id(),
          one.label(),
          tenth(one.box().x()),
          tenth(one.box().y()),
          tenth(one.box().width()),
          tenth(one.box().height()),
          one.ageMillis(),
          tenth(one.speed()));
    }

    private static double tenth(double value) {
      return Math.round(value * 10) / 10.0;
    }
  }

  /**
   * The rules of a camera and their figures.
   *
   * @param detections the topic that is tracked
   * @param version of the rules; 0 where there are none
   * @param relative true if coordinates are shares of the picture
   * @param alerts the last ones, the newest first
   */
  record Camera(
      String detections,
      int version,
      boolean relative,
      List<Line> lines,
      List<Zone> zones,
      List<Alert> alerts) {}

  /** A line with the crossings of the last minutes, by class. */
  record Line(String name, List<Double> from, List<Double> to, List<Count> counts) {}

  /** Crossings by objects of one class. */
  record Count(String label, long leftToRight, long rightToLeft) {}

  /**
   * A zone.
   *
   * @param inside those that are in it
   * @param left the number of those that have left it
   * @param meanDwellMillis of those that have left it
   */
  record Zone(
      String name,
      List<List<Double>> points,
      List<Inside> inside,
      long left,
      long meanDwellMillis) {}

  /** A track in a zone since a capture time, in milliseconds since 1970. */
  record Inside(long track, String label, long since) {}

  /** An alert at a capture time, in milliseconds since 1970. */
  record Alert(String name, String zone, int objects, long at, boolean suppressed) {}

  static List<Double> point(Vertex vertex) {
    return List.of(vertex.x(), vertex.y());
  }

  /** Returns the rules of a camera by the keys of their file. */
  static Map<String, Object> asFile(CameraRules rules) {
    Map<String, Object> keys = new TreeMap<>();
    keys.put("name", rules.camera());
    keys.put("units", rules.relative() ? "relative" : "pixels");
    List<Object> lines = new ArrayList<>();
    for (LineRule line : rules.lines()) {
      Map<String, Object> entry = scoped(line.name(), line.scope(), "debounce");
      entry.put("from", point(line.from()));
      entry.put("to", point(line.to()));
      lines.add(entry);
    }
    keys.put("lines", lines);
    List<Object> zones = new ArrayList<>();
    for (ZoneRule zone : rules.zones()) {
      Map<String, Object> entry = scoped(zone.name(), zone.scope(), "debounce");
      entry.put("points", zone.vertices().stream().map(TrackView::point).toList());
      zones.add(entry);
    }
    keys.put("zones", zones);
    List<Object> alerts = new ArrayList<>();
    for (AlertRule alert : rules.alerts()) {
      Map<String, Object> entry = scoped(alert.name(), alert.scope(), "for");
      entry.put("zone", alert.zone());
      alert.moreThan().ifPresent(number -> entry.put("more-than", number));
      entry.put("cooldown", text(alert.cooldown()));
      alerts.add(entry);
    }
    keys.put("alerts", alerts);
    return keys;
  }

  private static Map<String, Object> scoped(String name, RuleScope scope, String time) {
    Map<String, Object> entry = new TreeMap<>();
    entry.put("name", name);
    if (!scope.classes().isEmpty()) {
      entry.put("classes", scope.classes().stream().sorted().toList());
    }
    entry.put(time, text(scope.debounce()));
    return entry;
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
