package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A track between two frames.
 *
 * @param id 0 until a second detection confirms the track
 * @param firstSeen time of the first detection, in microseconds since 1970
 * @param lastSeen time of the last detection, in microseconds since 1970
 * @param filter the estimate at the time of the camera's last frame
 * @param first the box of the first detection
 * @param distance the length of the centre's path up to the last detection, in pixels
 * @param pathX end of that path, in pixels
 * @param pathY end of that path, in pixels
 */
record TrackState(
    long id,
    long firstSeen,
    long lastSeen,
    BoxFilter filter,
    BoundingBox first,
    double distance,
    double pathX,
    double pathY,
    Votes votes) {

  /** A track without detections is expected to stand still after this time, in microseconds. */
  private static final long COAST = 1_000_000;

  private static final double MICROS_PER_SECOND = 1e6;

  static TrackState startedBy(Detection detection, long time) {
    BoxFilter filter = BoxFilter.at(detection.box());
    return new TrackState(
        0,
        time,
        time,
        filter,
        detection.box(),
        0,
        filter.x().value(),
        filter.y().value(),
        Votes.of(detection.label(), detection.score()));
  }

  boolean confirmed() {
    return id != 0;
  }

  /** Moves the estimate from the time of the last frame to that of the next. */
  TrackState after(long last, long next) {
    BoxFilter moving = last > lastSeen ? filter.hidden() : filter;
    long stop = Math.max(last, Math.min(next, lastSeen + COAST));
    BoxFilter moved = moving.after((stop - last) / MICROS_PER_SECOND);
    return with(stop < next ? moved.standing().after((next - stop) / MICROS_PER_SECOND) : moved);
  }

  TrackState seen(Detection detection, long time, long idIfNew) {
    BoxFilter measured = filter.measured(detection.box());
    double x = measured.x().value();
    double y = measured.y().value();
    double step = Math.sqrt((x - pathX) * (x - pathX) + (y - pathY) * (y - pathY));
    return new TrackState(
        confirmed() ? id : idIfNew,
        firstSeen,
        time,
        measured,
        first,
        distance + step,
        x,
        y,
        votes.with(detection.label(), detection.score()));
  }

  Track track() {
    return new Track(
        id,
        filter.box(),
        votes.leader(),
        Duration.of(lastSeen - firstSeen, ChronoUnit.MICROS),
        filter.speed());
  }

  EndedTrack summary() {
    BoundingBox size = filter.box();
    return new EndedTrack(
        id,
        votes.leader(),
        instant(firstSeen),
        instant(lastSeen),
        first,
        new BoundingBox(
            pathX - size.width() / 2, pathY - size.height() / 2, size.width(), size.height()),
        distance);
  }

  private TrackState with(BoxFilter moved) {
    return new TrackState(id, firstSeen, lastSeen, moved, first, distance, pathX, pathY, votes);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
