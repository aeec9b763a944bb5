package dev.skipstream.topics.range;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** The beginning or the end of a range of a topic. */
public sealed interface RangeBound {

  /** The oldest record that is there. */
  record Earliest() implements RangeBound {}

  /** After the newest committed record. */
  record Latest() implements RangeBound {}

  /**
   * Bound at offsets.
   *
   * @param byPartition those that have one of their own
   * @param others the offset of the other partitions; absent leaves each as it would be
   */
  record Offsets(Map<Integer, Long> byPartition, OptionalLong others) implements RangeBound {}

  /** Bound at the first record whose timestamp is not before {@code at}. */
  record DateTime(Instant at) implements RangeBound {}

  /**
   * Bound at the committed offsets of a group; a partition without a commit counts as not yet read.
   */
  record Committed(String group) implements RangeBound {}
}
