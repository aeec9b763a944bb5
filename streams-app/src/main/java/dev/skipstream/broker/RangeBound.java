package dev.skipstream.broker;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** Where a range of a topic begins or ends. */
public sealed interface RangeBound {

  /** The oldest record that is there. */
  record Earliest() implements RangeBound {}

  /** After the newest committed record. */
  record Latest() implements RangeBound {}

  /**
   * At offsets.
   *
   * @param byPartition those that have one of their own
   * @param others the offset of the other partitions; absent leaves each as it would be
   */
  record Offsets(Map<Integer, Long> byPartition, OptionalLong others) implements RangeBound {}

  /** At the first record whose timestamp is not before {@code at}. */
  record DateTime(Instant at) implements RangeBound {}

  /** Where a group has committed; a partition in which it has not counts as untouched. */
  record Committed(String group) implements RangeBound {}
}
