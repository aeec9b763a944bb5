package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scripted frames of one camera, and the state of its tracker. */
final class Frames {
  static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  static final int WIDTH = 1000;
  static final int HEIGHT = 600;

  private final ByteTracker tracker;
  private final List<EndedTrack> ended = new ArrayList<>();
  private final List<Long> started = new ArrayList<>();
  private CameraState state = CameraState.NEW;
  private Optional<Duration> keyframeInterval = Optional.empty();
  private long offset;

  Frames(TrackerSettings settings) {
    tracker = new ByteTracker(settings);
  }

  Frames every(Duration interval) {
    keyframeInterval = Optional.of(interval);
    return this;
  }

  /** Tracks a frame, {@code seconds} after the start. */
  TrackedFrame at(double seconds, Detection... detections) {
    return of(
        new TrackerFrame(
            0, offset++, time(seconds), List.of(detections), WIDTH, HEIGHT, keyframeInterval));
  }

  TrackedFrame of(TrackerFrame frame) {
    TrackedFrame result = tracker.next(state, frame);
    state = result.state();
    ended.addAll(result.ended());
    started.addAll(result.started());
    return result;
  }

  CameraState state() {
    return state;
  }

  List<Long> started() {
    return started;
  }

  List<EndedTrack> ended() {
    return ended;
  }

  static Instant time(double seconds) {
    return START.plusNanos(Math.round(seconds * 1e9));
  }

  static Detection car(double x, double y) {
    return scored(0.9, "car", x, y);
  }

  static Detection scored(double score, String label, double x, double y) {
    return new Detection(label, 1, score, new BoundingBox(x, y, 60, 40));
  }
}
