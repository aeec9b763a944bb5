package dev.skipstream.tracking;

import dev.skipstream.evaluate.tracks.TrackJoin;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.track.ByteTracker;
import dev.skipstream.track.CameraState;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.Happening;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.RuleWatch;
import dev.skipstream.zones.WatchState;
import dev.skipstream.zones.WatchedFrame;
import dev.skipstream.zones.ZonesFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * A simulated street with a line in the middle: the tracks of detections, and the crossings of the
 * true vehicles.
 */
final class TrackedStreet {
  /** The source of its frames. */
  static final String SOURCE = "street";

  static final Duration EVERY = Duration.ofMillis(100);
  static final int WIDTH = 640;
  static final int HEIGHT = 384;

  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final Uuid TOPIC = new Uuid(1, 2);

  private static final List<CameraRules> RULES =
      ZonesFile.parse(
              "z",
              """
              cameras:
                - name: street
                  lines:
                    - {name: middle, from: [0.5, 1], to: [0.5, 0], classes: [car, van, bus]}
              """)
          .cameras();

  private final TrackJoin join = new TrackJoin();
  private final CameraStep step = new CameraStep(new ByteTracker(TrackerSettings.DEFAULT), TOPIC);
  private final RuleVersions rules = new RuleVersions(List.of()).with(Instant.EPOCH, RULES);
  private final Map<String, Long> expected = new TreeMap<>();
  private final Map<String, Long> found = new TreeMap<>();
  private CameraRecord record = CameraRecord.first(TOPIC);
  private WatchState truth = WatchState.NEW;
  private long frames;

  /** Takes the next frame. */
  void next(List<TrueObject> objects, List<Detection> detections) {
    FrameInfo info =
        new FrameInfo(
            "street/%06d".formatted(frames),
            SOURCE,
            Optional.of(frames),
            Optional.of(START.plus(EVERY.multipliedBy(frames))),
            WIDTH,
            HEIGHT);
    join.add(new GroundTruth(info, objects));
    CameraStep.Result result =
        step.next(
            record,
            new DetectionEvent(info, Optional.empty(), ScriptedCameras.MODEL, detections),
            new InputPosition("detections", 0, frames),
            rules.at(START));
    frames++;
    record = result.next();
    join.add(result.tracks().orElseThrow());
    for (HappeningEvent happening : result.happenings()) {
      if (happening.event() == Kind.LINE_CROSSED) {
        count(found, happening.label().orElseThrow(), happening.direction().orElseThrow().name());
      }
    }
    watchTruth(info, objects);
  }

  /** The crossings of the true objects: their boxes under their true numbers. */
  private void watchTruth(FrameInfo info, List<TrueObject> objects) {
    WatchedFrame watched =
        RuleWatch.next(
            truth,
            RULES.get(0).inPixels(WIDTH, HEIGHT),
            info.capturedAt().orElseThrow(),
            new TrackedFrame(
                CameraState.NEW,
                TrackedFrame.Verdict.TRACKED,
                objects.stream()
                    .map(
                        object ->
                            new Track(
                                object.track().orElseThrow(),
                                object.box(),
                                object.label(),
                                Duration.ZERO,
                                0))
                    .toList(),
                List.of(),
                List.of()));
    truth = watched.state();
    for (Happening happening : watched.happenings()) {
      if (happening instanceof Happening.LineCrossed crossed) {
        count(expected, crossed.label(), crossed.direction().name());
      }
    }
  }

  private static void count(Map<String, Long> counts, String label, String direction) {
    counts.merge(label + " " + direction, 1L, Long::sum);
  }

  TrackJoin join() {
    return join;
  }

  /** Returns the crossings of the true vehicles, by category and direction. */
  Map<String, Long> expected() {
    return expected;
  }

  /** Returns the crossings of the tracks, by category and direction. */
  Map<String, Long> found() {
    return found;
  }

  /** Returns the number of true crossings. */
  long crossings() {
    return expected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the number of crossings that are missing or too many, by category and direction. */
  long difference() {
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(found.keySet());
    return keys.stream()
        .mapToLong(key -> Math.abs(expected.getOrDefault(key, 0L) - found.getOrDefault(key, 0L)))
        .sum();
  }
}
