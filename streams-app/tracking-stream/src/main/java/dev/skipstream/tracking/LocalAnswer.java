package dev.skipstream.tracking;

import java.util.List;

/**
 * The answer of one instance about its own partitions.
 *
 * @param partitions those whose stores can be read now
 */
record LocalAnswer(List<PartitionCounts> partitions) {
  LocalAnswer {
    partitions = List.copyOf(partitions);
  }
}
