package dev.skipstream.zones;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of the file, and its place for messages.
 *
 * @param place such as {@code zones.yaml, camera gate, zone yard}
 * @param keys the keys of the entry
 */
record RuleEntry(String place, JsonNode keys) {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");
  private static final double MOST_PIXELS = 65535;
  private static final List<String> UNITS = List.of("relative", "pixels");

  CameraRules camera() {
    requireKeys(List.of("name", "units", "lines", "zones", "alerts"));
    String units = keys.has("units") ? text("units") : UNITS.get(0);
    if (!UNITS.contains(units)) {
      throw bad("units is '%s': expected one of %s".formatted(units, String.join(", ", UNITS)));
    }
    boolean relative = units.equals(UNITS.get(0));
    Set<String> names = new HashSet<>();
    List<LineRule> lines = new ArrayList<>();
    for (RuleEntry entry : entries("lines", "line")) {
      lines.add(entry.line(relative));
      entry.requireNew(names);
    }
    List<ZoneRule> zones = new ArrayList<>();
    for (RuleEntry entry : entries("zones", "zone")) {
      zones.add(entry.zone(relative));
      entry.requireNew(names);
    }
    if (names.isEmpty()) {
      throw bad("expected 'lines:' or 'zones:' and below it a list of rules");
    }
    List<AlertRule> alerts = new ArrayList<>();
    for (RuleEntry entry : entries("alerts", "alert")) {
      alerts.add(entry.alert(zones));
      entry.requireNew(names);
    }
    return placed(() -> new CameraRules(text("name"), relative, lines, zones, alerts));
  }

  /** Returns the entries below a key, which may be absent; each has a name. */
  List<RuleEntry> entries(String key, String kind) {
    if (!keys.has(key)) {
      return List.of();
    }
    if (!keys.get(key).isArray()) {
      throw bad("'%s' is no list: expected a list of entries with '- name:'".formatted(key));
    }
    List<RuleEntry> entries = new ArrayList<>();
    for (JsonNode each : keys.get(key)) {
      RuleEntry unnamed =
          new RuleEntry("%s, %s number %d".formatted(place, kind, entries.size() + 1), each);
      String name = unnamed.text("name");
      entries.add(new RuleEntry("%s, %s %s".formatted(place, kind, name), each));
    }
    return entries;
  }

  /** Returns the time below a key, which may be absent. */
  Optional<Instant> time(String key) {
    if (!keys.has(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text(key)));
    } catch (DateTimeParseException e) {
      throw bad(
          "'%s' is '%s': expected a time such as 2026-11-23T10:15:30Z".formatted(key, text(key)));
    }
  }

  void requireKeys(List<String> known) {
    if (!keys.isObject()) {
      throw bad("expected keys such as '%s:'".formatted(known.get(0)));
    }
    for (Map.Entry<String, JsonNode> key : keys.properties()) {
      if (!known.contains(key.getKey())) {
        throw bad(
            "'%s' is no key: expected one of %s".formatted(key.getKey(), String.join(", ", known)));
      }
    }
  }

  ZonesException bad(String message) {
    return new ZonesException(place + ": " + message);
  }

  private LineRule line(boolean relative) {
    requireKeys(List.of("name", "from", "to", "classes", "debounce"));
    Vertex from = vertex(keys.path("from"), "from", relative);
    Vertex to = vertex(keys.path("to"), "to", relative);
    RuleScope scope = scope("debounce");
    return placed(() -> new LineRule(text("name"), from, to, scope));
  }

  private ZoneRule zone(boolean relative) {
    requireKeys(List.of("name", "points", "classes", "debounce"));
    if (!keys.path("points").isArray()) {
      throw bad("'points' is no list: expected points such as [[0, 0], [1, 0], [1, 1]]");
    }
    List<Vertex> vertices = new ArrayList<>();
    for (JsonNode point : keys.get("points")) {
      vertices.add(vertex(point, "vertex " + (vertices.size() + 1), relative));
    }
    RuleScope scope = scope("debounce");
    return placed(() -> new ZoneRule(text("name"), vertices, scope));
  }

  private AlertRule alert(List<ZoneRule> zones) {
    requireKeys(List.of("name", "zone", "classes", "more-than", "for", "cooldown"));
    String zone = text("zone");
    if (zones.stream().noneMatch(each -> each.name().equals(zone))) {
      throw bad(
          "'zone' is '%s': expected one of the zones of this camera, which are %s"
              .formatted(
                  zone,
                  zones.isEmpty()
                      ? "none"
                      : String.join(", ", zones.stream().map(ZoneRule::name).toList())));
    }
    JsonNode number = keys.path("more-than");
    if (!number.isMissingNode() && !number.isInt()) {
      throw bad("'more-than' is %s: expected a whole number of objects".formatted(number));
    }
    RuleScope scope = scope("for");
    return placed(
        () ->
            new AlertRule(
                text("name"),
                zone,
                scope,
                number.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(number.asInt()),
                duration("cooldown")));
  }

  private Vertex vertex(JsonNode point, String which, boolean relative) {
    double most = relative ? 1 : MOST_PIXELS;
    boolean numbers =
        point.isArray() && point.size() == 2 && point.get(0).isNumber() && point.get(1).isNumber();
    if (!numbers || !within(point.get(0), most) || !within(point.get(1), most)) {
      throw bad(
          "%s is %s: expected [x, y], each from 0 to %s"
              .formatted(
                  which, point.isMissingNode() ? "missing" : point, relative ? "1" : "65535"));
    }
    return new Vertex(point.get(0).asDouble(), point.get(1).asDouble());
  }

  private static boolean within(JsonNode number, double most) {
    return number.asDouble() >= 0 && number.asDouble() <= most;
  }

  /** Returns the objects of a rule, and the duration under a key. */
  private RuleScope scope(String key) {
    Set<String> classes = new TreeSet<>();
    if (keys.has("classes")) {
      if (!keys.get("classes").isArray() || keys.get("classes").isEmpty()) {
        throw bad("'classes' is no list: expected names of categories, such as [person, car]");
      }
      for (JsonNode label : keys.get("classes")) {
        if (!label.isTextual() || label.asText().isBlank()) {
          throw bad("'classes' has %s: expected names of categories".formatted(label));
        }
        classes.add(label.asText());
      }
    }
    Duration time = duration(key);
    return placed(() -> new RuleScope(classes, time));
  }

  /** Returns the duration under a key; 0 where it is absent. */
  private Duration duration(String key) {
    if (!keys.has(key)) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text(key));
    if (!matcher.matches()) {
      throw bad(
          "'%s' is '%s': expected a duration such as 500ms, 2s or 1m".formatted(key, text(key)));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private String text(String key) {
    JsonNode value = keys.path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw bad(
          "'%s' is %s: expected a text".formatted(key, value.isMissingNode() ? "missing" : value));
    }
    return value.asText();
  }

  private void requireNew(Set<String> names) {
    if (!names.add(text("name"))) {
      throw bad("the camera has two rules of this name: expected a name for each");
    }
  }

  /** Makes a rule, whose own errors do not know their place. */
  private <T> T placed(Supplier<T> rule) {
    try {
      return rule.get();
    } catch (ZonesException e) {
      throw bad(e.getMessage());
    }
  }
}
