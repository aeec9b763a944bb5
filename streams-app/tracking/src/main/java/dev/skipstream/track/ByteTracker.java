package dev.skipstream.track;

import dev.skipstream.assign.Assignment;
import dev.skipstream.evaluate.Overlap;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.track.TrackedFrame.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * ByteTrack (Zhang et al. 2022, algorithm 1): detections to tracks, frame by frame. A pure function
 * of state and frame, so that the same frames always give the same ids.
 *
 * <p>The first round of assignment pairs confirmed tracks with detections of a high score. The
 * second round pairs the other tracks with detections of a low score, which are often objects half
 * hidden. As in the authors' program, a detection of a high score without a track starts a
 * tentative track; the next frame confirms or ends it.
 *
 * <p>These things differ from the paper, for cameras of few frames a second, and for objects that
 * others hide:
 *
 * <ul>
 *   <li>Steps are times, not frame numbers.
 *   <li>In the first round, a detection of the same category fits by its distance from the
 *       prediction too, in standard deviations: a part of an object hardly overlaps with it. One of
 *       another category needs more overlap.
 *   <li>A third round pairs the remaining tracks with the remaining detections of a high score, by
 *       distance alone: an object that was hidden has not always gone on as before.
 *   <li>A track that has left the picture ends at once.
 *   <li>A track without detections moves on for three seconds only, because a camera that sends
 *       frames only on motion sends none while nothing moves.
 * </ul>
 */
public final class ByteTracker {
  /** A camera's longest silence, and one frame that comes late. */
  private static final int KEYFRAMES_KEPT = 2;

  /** Bounds a value that comes with a frame. */
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

  /** In pixels. Boxes beyond these bounds are no objects, and would overflow the filter. */
  private static final double LARGEST = 1e6;

  private static final double SMALLEST = 1e-2;

  private final TrackerSettings settings;

  public ByteTracker(TrackerSettings settings) {
    this.settings = settings;
  }

  /** Returns the tracks of a frame, and the state for the next one. */
  public TrackedFrame next(CameraState state, TrackerFrame frame) {
    long time = micros(frame.time());
    long keep =
        frame
            .keyframeInterval()
            .map(interval -> interval.compareTo(LONGEST_INTERVAL) < 0 ? interval : LONGEST_INTERVAL)
            .map(interval -> interval.multipliedBy(KEYFRAMES_KEPT))
            .filter(longer -> longer.compareTo(settings.keep()) > 0)
            .map(ByteTracker::micros)
            .orElseGet(() -> micros(settings.keep()));
    Verdict verdict = verdict(state, frame, time, keep);
    if (verdict != Verdict.TRACKED) {
      return TrackedFrame.ignored(state, verdict);
    }

    List<TrackState> kept = new ArrayList<>();
    List<EndedTrack> ended = new ArrayList<>();
    long last = state.lastTime().orElse(time);
    for (TrackState track : state.tracks()) {
      TrackState moved = track.after(last, time);
      if (time - track.lastSeen() <= keep && !moved.hasLeft(frame, last)) {
        kept.add(moved);
      } else if (track.confirmed()) {
        ended.add(track.summary());
      }
    }
    ended.sort((one, other) -> Long.compare(one.id(), other.id()));
    return new Step(state, kept, frame, time).result(ended);
  }

  private static Verdict verdict(CameraState state, TrackerFrame frame, long time, long keep) {
    if (state.lastTime().isEmpty()) {
      return Verdict.TRACKED;
    }
    long last = state.lastTime().getAsLong();
    boolean read = frame.partition() == state.partition() && frame.offset() <= state.offset();
    if (read || time == last) {
      return Verdict.REPEATED;
    }
    if (time > last) {
      return Verdict.TRACKED;
    }
    return last - time <= keep ? Verdict.LATE : Verdict.BACKWARD;
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** The fit of a detection to a track; positive if it can continue it. */
  @FunctionalInterface
  private interface Fit {
    double of(TrackState track, Detection found);
  }

  private static double overlap(TrackState track, Detection found, double least) {
    return Overlap.of(track.filter().box(), found.box()) - least;
  }

  private static boolean usable(BoundingBox box) {
    return Math.abs(box.x()) <= LARGEST
        && Math.abs(box.y()) <= LARGEST
        && Math.min(box.width(), box.height()) >= SMALLEST
        && Math.max(box.width(), box.height()) <= LARGEST;
  }

  /** The work on one frame. */
  private final class Step {
    private final CameraState state;
    private final TrackerFrame frame;
    private final long time;
    private final List<TrackState> tracks;

    /** The box of each track in this frame; null where it has none. */
    private final BoundingBox[] seen;

    private final Set<Long> startedIds = new HashSet<>();
    private long nextId;

    Step(CameraState state, List<TrackState> tracks, TrackerFrame frame, long time) {
      this.state = state;
      this.frame = frame;
      this.time = time;
      this.tracks = tracks;
      this.seen = new BoundingBox[tracks.size()];
      this.nextId = state.nextId();
    }

    TrackedFrame result(List<EndedTrack> ended) {
      List<Detection> high = scored(settings.highScore(), Double.POSITIVE_INFINITY);
      List<Detection> low = scored(settings.lowScore(), settings.highScore());
      List<Detection> unpaired =
          pair(true, high, (track, found) -> track.fit(found, settings.firstOverlap()));
      var unused =
          pair(true, low, (track, found) -> overlap(track, found, settings.secondOverlap()));
      List<Detection> others =
          pair(true, unpaired, (track, found) -> track.fitAfterHiding(found, time));
      List<Detection> fresh =
          pair(false, others, (track, found) -> overlap(track, found, settings.tentativeOverlap()));

      List<TrackState> next = new ArrayList<>();
      List<Track> shown = new ArrayList<>();
      for (int i = 0; i < tracks.size(); i++) {
        TrackState track = tracks.get(i);
        if (seen[i] != null || track.confirmed()) {
          next.add(track);
        }
        if (seen[i] != null) {
          shown.add(track.at(seen[i]));
        }
      }
      long unstarted = 0;
      for (Detection detection : fresh) {
        if (detection.score() < settings.newScore()) {
          continue;
        }
        if (next.size() < CameraState.MOST_TRACKS) {
          next.add(TrackState.startedBy(detection, time));
        } else {
          unstarted++;
        }
      }
      shown.sort((one, other) -> Long.compare(one.id(), other.id()));
      return new TrackedFrame(
          new CameraState(
              OptionalLong.of(time),
              frame.partition(),
              frame.offset(),
              nextId,
              state.repeated(),
              state.late(),
              state.backward(),
              state.unstarted() + unstarted,
              next),
          Verdict.TRACKED,
          shown,
          shown.stream().map(Track::id).filter(startedIds::contains).toList(),
          ended);
    }

    /**
     * Returns the detections with a usable box, of a score from {@code least} to below {@code end}.
     */
    private List<Detection> scored(double least, double end) {
      return frame.detections().stream()
          .filter(each -> each.score() >= least && each.score() < end)
          .filter(each -> usable(each.box()))
          .toList();
    }

    /**
     * Continues tracks that this frame has not continued yet.
     *
     * @param confirmed the kind of track
     * @param fit of a pair
     * @return the detections without a track
     */
    private List<Detection> pair(boolean confirmed, List<Detection> detections, Fit fit) {
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < tracks.size(); i++) {
        if (seen[i] == null && tracks.get(i).confirmed() == confirmed) {
          open.add(i);
        }
      }
      double[][] gains = new double[open.size()][detections.size()];
      for (int row = 0; row < gains.length; row++) {
        TrackState track = tracks.get(open.get(row));
        for (int column = 0; column < detections.size(); column++) {
          gains[row][column] = fit.of(track, detections.get(column));
        }
      }
      int[] columns = Assignment.ofMostWeight(gains);
      Set<Integer> paired = new HashSet<>();
      for (int row = 0; row < columns.length; row++) {
        if (columns[row] != Assignment.NONE) {
          proceed(open.get(row), detections.get(columns[row]));
          paired.add(columns[row]);
        }
      }
      List<Detection> rest = new ArrayList<>();
      for (int column = 0; column < detections.size(); column++) {
        if (!paired.contains(column)) {
          rest.add(detections.get(column));
        }
      }
      return rest;
    }

    private void proceed(int place, Detection detection) {
      TrackState track = tracks.get(place).seen(detection, frame, time, nextId);
      if (track.id() == nextId) {
        startedIds.add(nextId);
        nextId++;
      }
      tracks.set(place, track);
      seen[place] = detection.box();
    }
  }
}
