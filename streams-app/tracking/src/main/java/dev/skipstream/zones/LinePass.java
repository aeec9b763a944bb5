package dev.skipstream.zones;

import dev.skipstream.zones.LineRule.Direction;
import java.time.Instant;
import java.util.Optional;

/**
 * The position of a track relative to a line.
 *
 * @param anchor the last place that was not on the line itself
 * @param pending a crossing that has not lasted as long as the debounce
 */
record LinePass(long track, String rule, Vertex anchor, Optional<Pending> pending) {

  /** A crossing, and the time of the first frame on the new side. */
  record Pending(Direction direction, Instant since) {}

  LinePass moved(LineRule line, Vertex place, Instant time) {
    if (line.side(place) == 0) {
      return this;
    }
    Optional<Direction> crossing = line.crossing(anchor, place);
    if (crossing.isEmpty()) {
      return new LinePass(track, rule, place, pending);
    }
    // The way back cancels a crossing that is pending.
    return new LinePass(
        track,
        rule,
        place,
        pending.isPresent() ? Optional.empty() : Optional.of(new Pending(crossing.get(), time)));
  }

  /** Returns the crossing that counts now. */
  Optional<Direction> counted(LineRule line, Instant time) {
    return pending
        .filter(each -> !each.since().plus(line.scope().debounce()).isAfter(time))
        .map(Pending::direction);
  }

  LinePass done() {
    return new LinePass(track, rule, anchor, Optional.empty());
  }
}
