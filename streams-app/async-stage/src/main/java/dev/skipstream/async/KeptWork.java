package dev.skipstream.async;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The work that was in flight when a stream thread started over because the machine is slow. The
 * records are read again; each takes up the work that was begun for it. Without that, a record that
 * takes longer than the limit of a drain would begin again for ever.
 *
 * <p>Results of a partition that has gone to another instance stay here until the partition comes
 * back: there are never more of them than one queue holds for each partition.
 *
 * <p>Threading: for any number of stream threads, because a partition may come back on another one.
 * One lock, held for a search of a map.
 */
final class KeptWork<R> {

  /**
   * The work for one record.
   *
   * @param timestamp the record's timestamp. It distinguishes the record from one at the same
   *     position of a topic that was created again
   * @param work the future of the result
   * @param begun the number of completed batches when the work began
   * @param startOvers the number of times that a thread started over since then
   */
  record Kept<R>(long timestamp, CompletableFuture<R> work, long begun, int startOvers) {}

  private final Map<TopicPartition, NavigableMap<Long, Kept<R>>> byPartition = new HashMap<>();

  /** Keeps work for the record at {@code offset}. */
  synchronized void keep(TopicPartition partition, long offset, Kept<R> work) {
    byPartition.computeIfAbsent(partition, p -> new TreeMap<>()).put(offset, work);
  }

  /** Takes the work for a record out, and drops the work for records before it: they are done. */
  synchronized Optional<Kept<R>> claim(TopicPartition partition, long offset, long timestamp) {
    NavigableMap<Long, Kept<R>> kept = byPartition.get(partition);
    if (kept == null) {
      return Optional.empty();
    }
    kept.headMap(offset, false).clear();
    Kept<R> work = kept.remove(offset);
    if (kept.isEmpty()) {
      byPartition.remove(partition);
    }
    return Optional.ofNullable(work)
        .filter(one -> one.timestamp() == timestamp && !one.work().isCompletedExceptionally());
  }

  /** Returns the number of records whose work is kept. */
  synchronized int size() {
    return byPartition.values().stream().mapToInt(Map::size).sum();
  }
}
