package dev.skipstream.zones;

import dev.skipstream.zones.LineRule.Direction;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  static LinePass first(long track, String rule, Vertex place) {
    return new LinePass(track, rule, place, Optional.empty());
  }

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

  /** Returns true if the pass takes room beside the one place of its track. */
  boolean isMarked(Vertex place) {
    return pending.isPresent() || !anchor.equals(place);
  }

  /** Returns the anchor that most passes of a track have; of several, the first one. */
  static Vertex commonAnchor(List<LinePass> passes) {
    Map<Vertex, Integer> counts = new HashMap<>();
    passes.forEach(pass -> counts.merge(pass.anchor(), 1, Integer::sum));
    Vertex common = passes.get(0).anchor();
    for (LinePass pass : passes) {
      if (counts.get(pass.anchor()) > counts.get(common)) {
        common = pass.anchor();
      }
    }
    return common;
  }
}
