package dev.skipstream.redrive;

import dev.skipstream.topics.range.RangeBound;
import java.util.List;
import java.util.Set;

/** The dead letters of a topic that are chosen for a redrive. */
public sealed interface RedriveSelection {

  /** The place of a dead letter in its topic. */
  record Place(int partition, long offset) {}

  /** Dead letters that are named one by one. */
  record Named(List<Place> places) implements RedriveSelection {
    public Named {
      places = List.copyOf(places);
    }
  }

  /**
   * The dead letters of a range of the topic.
   *
   * @param reasons the codes of the reasons that count; empty for all reasons
   */
  record Range(RangeBound from, RangeBound to, Set<String> reasons) implements RedriveSelection {
    public Range {
      reasons = Set.copyOf(reasons);
    }
  }
}
