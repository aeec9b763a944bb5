package dev.skipstream.tracking;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrackedObject;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.track.ByteTracker;
import dev.skipstream.track.EndedTrack;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.track.TrackerFrame;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.Happening;
import dev.skipstream.zones.LineRule;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.RuleWatch;
import dev.skipstream.zones.WatchState;
import dev.skipstream.zones.WatchedFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * Detections of a frame to tracks and happenings. A pure function of its arguments, so that the
 * bytes of all events are.
 *
 * @param topicId of the topic of detections
 */
record CameraStep(ByteTracker tracker, Uuid topicId) {

  /**
   * The result of one frame.
   *
   * @param next all that is kept for the next frame of the camera
   * @param tracks absent for an ignored frame
   * @param happenings in the order in which they are written
   */
  record Result(
      CameraRecord next,
      FrameOutcome outcome,
      Optional<TracksEvent> tracks,
      List<HappeningEvent> happenings) {

    Result {
      happenings = List.copyOf(happenings);
    }
  }

  /**
   * Returns the tracks and happenings of a frame.
   *
   * @param event has a time of capture
   * @param at the position of the event
   * @param version the rules of the frame's time
   */
  Result next(
      CameraRecord before, DetectionEvent event, InputPosition at, Optional<RuleVersion> version) {
    FrameInfo frame = event.frame();
    Instant time = frame.capturedAt().orElseThrow();
    TrackedFrame tracked =
        tracker.next(
            before.trackerOf(topicId),
            new TrackerFrame(
                at.partition(),
                at.offset(),
                time,
                event.detections(),
                frame.width(),
                frame.height(),
                frame.keyframeMillis().map(Duration::ofMillis)));
    FrameOutcome outcome = FrameOutcome.of(tracked.verdict());
    if (outcome != FrameOutcome.TRACKED) {
      return new Result(
          new CameraRecord(topicId, tracked.state(), before.watch()),
          outcome,
          Optional.empty(),
          List.of());
    }
    WatchedFrame watched = watch(before.watch(), version, frame, time, tracked);
    Optional<Integer> number = version.map(RuleVersion::number);
    return new Result(
        new CameraRecord(topicId, tracked.state(), watched.state()),
        outcome,
        Optional.of(
            new TracksEvent(
                frame, at, number, tracked.tracks().stream().map(CameraStep::object).toList())),
        new Happenings(frame, at, number).of(tracked, watched));
  }

  private static WatchedFrame watch(
      WatchState before,
      Optional<RuleVersion> version,
      FrameInfo frame,
      Instant time,
      TrackedFrame tracked) {
    Optional<CameraRules> rules = version.flatMap(each -> each.of(frame.source()));
    if (rules.isEmpty()) {
      return new WatchedFrame(before.forgotten(), List.of());
    }
    return RuleWatch.next(
        before, rules.get().inPixels(frame.width(), frame.height()), time, tracked);
  }

  private static TrackedObject object(Track track) {
    return new TrackedObject(
        track.id(), track.label(), track.box(), track.age().toMillis(), track.speed());
  }

  /** The happenings of one frame as events. */
  private record Happenings(FrameInfo frame, InputPosition at, Optional<Integer> rules) {

    /** Lets ended tracks leave their zones and end, before others start and move. */
    List<HappeningEvent> of(TrackedFrame tracked, WatchedFrame watched) {
      Set<Long> ended = tracked.ended().stream().map(EndedTrack::id).collect(Collectors.toSet());
      List<HappeningEvent> events = new ArrayList<>();
      for (Happening each : watched.happenings()) {
        if (isOf(each, ended)) {
          events.add(event(each));
        }
      }
      tracked.ended().forEach(track -> events.add(event(track)));
      for (Track track : tracked.tracks()) {
        if (tracked.started().contains(track.id())) {
          events.add(
              event(
                  Kind.TRACK_STARTED,
                  track.id(),
                  track.label(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
        }
      }
      for (Happening each : watched.happenings()) {
        if (!isOf(each, ended)) {
          events.add(event(each));
        }
      }
      return events;
    }

    private static boolean isOf(Happening happening, Set<Long> tracks) {
      return happening instanceof Happening.OfTrack met && tracks.contains(met.track());
    }

    private HappeningEvent event(EndedTrack track) {
      return event(
          Kind.TRACK_ENDED,
          track.id(),
          track.label(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(
              new HappeningEvent.Path(
                  track.from(), track.to(), track.first(), track.last(), track.distance())));
    }

    private HappeningEvent event(Happening happening) {
      return happening instanceof Happening.Alert alert
          ? event(alert)
          : event((Happening.OfTrack) happening);
    }

    private HappeningEvent event(Happening.OfTrack happening) {
      Kind kind = Kind.ZONE_ENTERED;
      Optional<HappeningEvent.Direction> direction = Optional.empty();
      Optional<Long> dwell = Optional.empty();
      if (happening instanceof Happening.LineCrossed crossed) {
        kind = Kind.LINE_CROSSED;
        direction = Optional.of(direction(crossed.direction()));
      } else if (happening instanceof Happening.ZoneLeft left) {
        kind = Kind.ZONE_LEFT;
        dwell = Optional.of(left.dwell().toMillis());
      }
      return event(
          kind,
          happening.track(),
          happening.label(),
          Optional.of(happening.rule()),
          direction,
          dwell,
          Optional.empty());
    }

    private HappeningEvent event(Happening.Alert alert) {
      return new HappeningEvent(
          alert.suppressed() ? Kind.ALERT_SUPPRESSED : Kind.ALERT_RAISED,
          origin(),
          at,
          rules,
          alert.track(),
          alert.label(),
          Optional.of(alert.rule()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(
              new HappeningEvent.Alert(
                  alert.zone(), alert.objects(), alert.held().toMillis(), alert.quietUntil())));
    }

    private static HappeningEvent.Direction direction(LineRule.Direction direction) {
      return switch (direction) {
        case LEFT_TO_RIGHT -> HappeningEvent.Direction.LEFT_TO_RIGHT;
        case RIGHT_TO_LEFT -> HappeningEvent.Direction.RIGHT_TO_LEFT;
      };
    }

    private HappeningEvent event(
        Kind kind,
        long track,
        String label,
        Optional<String> rule,
        Optional<HappeningEvent.Direction> direction,
        Optional<Long> dwellMillis,
        Optional<HappeningEvent.Path> path) {
      return new HappeningEvent(
          kind,
          origin(),
          at,
          rules,
          Optional.of(track),
          Optional.of(label),
          rule,
          direction,
          dwellMillis,
          path,
          Optional.empty());
    }

    private FrameOrigin origin() {
      return new FrameOrigin(frame.id(), frame.source(), frame.sequence(), frame.capturedAt());
    }
  }
}
