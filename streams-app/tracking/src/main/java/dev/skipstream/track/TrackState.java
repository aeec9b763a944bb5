package dev.skipstream.track;

import dev.skipstream.evaluate.Overlap;
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
 * @param leaving true if the last detection was at the edge of the picture towards which the object
 *     moves
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
    Votes votes,
    boolean leaving) {

  /** A track without detections is expected to stand still after this time, in microseconds. */
  private static final long COAST = 3_000_000;

  /** A box that ends within these pixels of the edge of the picture is cut off by it. */
  private static final double EDGE = 1;

  private static final double MICROS_PER_SECOND = 1e6;

  /** A detection of another category needs so much more overlap. */
  private static final double OTHER_CLASS = 0.3;

  private static final double NO_FIT = -1;

  /** The square of two standard deviations: a detection farther away is another object. */
  private static final double FARTHEST = 4;

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
        Votes.of(detection.label(), detection.score()),
        false);
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

  /**
   * Returns if the object has left the picture: it has no detection, and it was cut off by the edge
   * before, or it is expected to be beyond it. Otherwise its track would take the detections of an
   * object that enters there.
   */
  boolean hasLeft(TrackerFrame frame, long last) {
    if (lastSeen == last) {
      return false;
    }
    double x = filter.x().value();
    double y = filter.y().value();
    return leaving || x < 0 || x > frame.width() || y < 0 || y > frame.height();
  }

  /**
   * Returns how well a detection fits the prediction for its time; positive if it can continue it.
   */
  double fit(Detection detection, double leastOverlap) {
    double overlap = Overlap.of(filter.box(), detection.box());
    return isOf(detection)
        ? overlap - leastOverlap + likelihood(filter.distance(detection.box(), 0))
        : overlap - leastOverlap - OTHER_CLASS;
  }

  /**
   * Returns how well a detection fits an object that was hidden until its time; positive if it can
   * continue it.
   */
  double fitAfterHiding(Detection detection, long time) {
    double seconds = (time - lastSeen) / MICROS_PER_SECOND;
    return isOf(detection)
        ? likelihood(filter.distance(detection.box(), seconds)) - likelihood(FARTHEST)
        : NO_FIT;
  }

  private boolean isOf(Detection detection) {
    return votes.leader().equals(Labels.cut(detection.label()));
  }

  /** Returns 1 at the prediction; has the same bits on all machines, so that replays agree. */
  private static double likelihood(double distance) {
    return StrictMath.exp(-distance / 2);
  }

  TrackState seen(Detection detection, TrackerFrame frame, long time, long idIfNew) {
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
        votes.with(detection.label(), detection.score()),
        isLeaving(measured, detection.box(), frame));
  }

  private static boolean isLeaving(BoxFilter filter, BoundingBox box, TrackerFrame frame) {
    return isLeaving(filter.x(), box.x(), box.x() + box.width(), frame.width())
        || isLeaving(filter.y(), box.y(), box.y() + box.height(), frame.height());
  }

  private static boolean isLeaving(AxisFilter axis, double from, double to, double end) {
    return (from <= EDGE && axis.velocity() < 0) || (to >= end - EDGE && axis.velocity() > 0);
  }

  /** Returns the track as a frame shows it. */
  Track at(BoundingBox box) {
    return new Track(
        id,
        box,
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
    return new TrackState(
        id, firstSeen, lastSeen, moved, first, distance, pathX, pathY, votes, leaving);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
