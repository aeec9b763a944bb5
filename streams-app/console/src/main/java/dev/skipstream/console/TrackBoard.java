package dev.skipstream.console;

import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.RuleVersions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest events of the tracking streams, which all viewers share. It is bounded by number, and
 * has the counts of the last minutes.
 *
 * <p>Threading: its lock guards all of it. The feed writes, and viewers read; no method waits for
 * anything else.
 */
final class TrackBoard {
  private static final int MAX_CAMERAS = 64;
  private static final int FRAMES = 10_000;
  private static final long FRAME_BYTES = 16L << 20;
  private static final int ALERTS = 20;

  /** A track in a zone whose end was not seen leaves it when there are more than these. */
  private static final int INSIDE = 128;

  private static final Duration COUNTED =
      Duration.ofMillis(FlowWindow.SLICES * FlowWindow.SLICE_MILLIS);

  private final RecentJson<String> frames = new RecentJson<>(FRAMES, FRAME_BYTES);
  private final Map<String, CameraFigures> cameras = new HashMap<>();
  private final Map<String, RuleVersions> rules = new TreeMap<>();
  private final Map<String, Message> messages = new LinkedHashMap<>();

  /** The figures of one camera. */
  private static final class CameraFigures {
    private Instant time = Instant.MIN;
    private Optional<String> detections = Optional.empty();
    private final Map<String, LineCount> counts = new TreeMap<>();
    private final Map<String, ZoneFigures> zones = new HashMap<>();
    private final Deque<TrackView.Alert> alerts = new ArrayDeque<>();
  }

  private static final class ZoneFigures {
    private final Map<Long, TrackView.Inside> inside = new LinkedHashMap<>();
    private long left;
    private long dwellMillis;
  }

  /** Forgets the events: the feed reads them again, the oldest first. */
  synchronized void begin() {
    frames.clear();
    cameras.clear();
    rules.clear();
    messages.clear();
  }

  synchronized void tracks(TracksEvent event) {
    Optional<CameraFigures> camera = camera(event.frame().source());
    if (camera.isEmpty()) {
      return;
    }
    event.frame().capturedAt().ifPresent(time -> camera.get().time = time);
    camera.get().detections = Optional.of(event.input().topic());
    TrackView.Frame view =
        new TrackView.Frame(
            event.frame().source(),
            event.frame().id(),
            event.tracks().stream().map(TrackView.Box::of).toList());
    frames.put(view.id(), Json.bytes(view.tracks()));
    String key = "tracks:" + view.camera();
    messages.put(key, Message.of(key, event.input().offset(), "tracks", Json.bytes(view)));
  }

  synchronized void happening(HappeningEvent event) {
    Optional<CameraFigures> camera = camera(event.frame().source());
    if (camera.isEmpty()) {
      return;
    }
    long at = event.frame().capturedAt().map(Instant::toEpochMilli).orElse(0L);
    switch (event.event()) {
      case ZONE_ENTERED -> {
        ZoneFigures zone = zone(camera.get(), event);
        long track = event.track().orElseThrow();
        zone.inside.put(track, new TrackView.Inside(track, event.label().orElseThrow(), at));
        if (zone.inside.size() > INSIDE) {
          zone.inside.remove(zone.inside.keySet().iterator().next());
        }
      }
      case ZONE_LEFT -> {
        ZoneFigures zone = zone(camera.get(), event);
        zone.inside.remove(event.track().orElseThrow());
        zone.left++;
        zone.dwellMillis += event.dwellMillis().orElseThrow();
      }
      case ALERT_RAISED, ALERT_SUPPRESSED -> {
        HappeningEvent.Alert alert = event.alert().orElseThrow();
        Deque<TrackView.Alert> alerts = camera.get().alerts;
        alerts.addFirst(
            new TrackView.Alert(
                event.rule().orElseThrow(),
                alert.zone(),
                alert.objects(),
                at,
                event.event() == HappeningEvent.Kind.ALERT_SUPPRESSED));
        if (alerts.size() > ALERTS) {
          alerts.removeLast();
        }
      }
      default -> {
        // Tracks are drawn from their frames, and crossings are counted by 'counts'.
      }
    }
  }

  synchronized void count(LineCount count) {
    camera(count.camera())
        .ifPresent(
            camera -> {
              camera.counts.put(count.key(), count);
              camera.counts.values().removeIf(each -> isOld(camera, each));
            });
  }

  private static boolean isOld(CameraFigures camera, LineCount count) {
    return !camera.time.equals(Instant.MIN) && count.to().isBefore(camera.time.minus(COUNTED));
  }

  /** Adds an entry of the log of rules, by the topic that is tracked. */
  synchronized void rules(String detections, Instant from, List<CameraRules> entry) {
    rules.merge(
        detections,
        new RuleVersions(List.of()).folding(from, entry),
        (before, first) -> before.folding(from, entry));
  }

  private Optional<CameraFigures> camera(String name) {
    if (cameras.size() >= MAX_CAMERAS && !cameras.containsKey(name)) {
      return Optional.empty();
    }
    return Optional.of(cameras.computeIfAbsent(name, any -> new CameraFigures()));
  }

  private static ZoneFigures zone(CameraFigures camera, HappeningEvent event) {
    return camera.zones.computeIfAbsent(event.rule().orElseThrow(), any -> new ZoneFigures());
  }

  /** Returns the tracks of a frame as JSON, or null. */
  synchronized byte[] tracks(String frame) {
    return frames.get(frame);
  }

  /** Returns the newest message of each camera. */
  synchronized Collection<Message> messages() {
    return List.copyOf(messages.values());
  }

  /** Returns the newest rules of a tracked topic. */
  synchronized Optional<RuleVersion> newest(String detections) {
    return Optional.ofNullable(rules.get(detections)).flatMap(RuleVersions::newest);
  }

  /**
   * Returns the rules of a camera and their figures.
   *
   * @param first the topic to which the rules of a camera without rules and tracks are added
   */
  synchronized TrackView.Camera view(String camera, String first) {
    CameraFigures figures = cameras.getOrDefault(camera, new CameraFigures());
    for (Map.Entry<String, RuleVersions> each : rules.entrySet()) {
      RuleVersion newest = each.getValue().newest().orElseThrow();
      Optional<CameraRules> own = newest.of(camera);
      if (own.isPresent()) {
        return view(each.getKey(), newest.number(), own.get(), figures);
      }
    }
    String detections = figures.detections.orElse(first);
    return new TrackView.Camera(
        detections,
        newest(detections).map(RuleVersion::number).orElse(0),
        true,
        List.of(),
        List.of(),
        List.copyOf(figures.alerts));
  }

  private static TrackView.Camera view(
      String detections, int version, CameraRules own, CameraFigures figures) {
    return new TrackView.Camera(
        detections,
        version,
        own.relative(),
        own.lines().stream()
            .map(
                line ->
                    new TrackView.Line(
                        line.name(),
                        TrackView.point(line.from()),
                        TrackView.point(line.to()),
                        counts(figures, line.name())))
            .toList(),
        own.zones().stream()
            .map(
                zone -> {
                  ZoneFigures seen = figures.zones.getOrDefault(zone.name(), new ZoneFigures());
                  return new TrackView.Zone(
                      zone.name(),
                      zone.vertices().stream().map(TrackView::point).toList(),
                      new ArrayList<>(seen.inside.values()),
                      seen.left,
                      seen.left == 0 ? 0 : seen.dwellMillis / seen.left);
                })
            .toList(),
        List.copyOf(figures.alerts));
  }

  private static List<TrackView.Count> counts(CameraFigures figures, String line) {
    SortedMap<String, TrackView.Count> byLabel = new TreeMap<>();
    for (LineCount count : figures.counts.values()) {
      if (count.line().equals(line) && !isOld(figures, count)) {
        byLabel.merge(
            count.label(),
            new TrackView.Count(count.label(), count.leftToRight(), count.rightToLeft()),
            (one, other) ->
                new TrackView.Count(
                    one.label(),
                    one.leftToRight() + other.leftToRight(),
                    one.rightToLeft() + other.rightToLeft()));
      }
    }
    return List.copyOf(byLabel.values());
  }
}
