package dev.skipstream.zones;

import java.time.Instant;
import java.util.Optional;

/**
 * The position of a track relative to a zone.
 *
 * @param label the category with which it entered
 * @param inside true if it counts as inside
 * @param entered the first frame inside, of the last entry that counts or is pending
 * @param changing the first frame on the other side of the edge, while that does not count yet
 */
record ZoneStay(
    long track,
    String rule,
    String label,
    boolean inside,
    Instant entered,
    Optional<Instant> changing) {

  static ZoneStay outside(long track, String rule, String label, Instant time) {
    return new ZoneStay(track, rule, label, false, time, Optional.empty());
  }

  /** Returns the stay with the frame, in which the track is on one side of the edge. */
  ZoneStay seen(boolean now, String name, Instant time) {
    if (now == inside) {
      return new ZoneStay(track, rule, label, inside, entered, Optional.empty());
    }
    return new ZoneStay(
        track, rule, inside ? label : name, inside, entered, Optional.of(changing.orElse(time)));
  }

  boolean changes(ZoneRule zone, Instant time) {
    return changing.filter(since -> !since.plus(zone.scope().debounce()).isAfter(time)).isPresent();
  }

  ZoneStay changed() {
    return new ZoneStay(
        track, rule, label, !inside, inside ? entered : changing.orElseThrow(), Optional.empty());
  }

  /** Returns true if the track is in the zone or at its edge: other stays need not be kept. */
  boolean isMarked() {
    return inside || changing.isPresent();
  }
}
