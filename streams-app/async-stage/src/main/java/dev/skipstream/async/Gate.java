package dev.skipstream.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Lets no record by that is at its partition's end or beyond.
 *
 * <p>Threading: has no state; for any number of threads, each with a consumer of its own.
 */
final class Gate {
  private final Map<TopicPartition, Long> ends;

  /** A gate at the ends of an intake; without any it is open. */
  Gate(Map<TopicPartition, Long> ends) {
    this.ends = ends;
  }

  /**
   * Partitions of which nothing is to come any more: not worth fetching. Told by where the consumer
   * stands, and not by what it has brought: after an aborted transaction it stands further back.
   */
  Set<TopicPartition> passed(Consumer<?, ?> consumer) {
    if (ends.isEmpty()) {
      return Set.of();
    }
    Set<TopicPartition> passed = new HashSet<>(consumer.assignment());
    passed.removeIf(partition -> !ends.containsKey(partition) || !isPast(consumer, partition));
    return passed;
  }

  private boolean isPast(Consumer<?, ?> consumer, TopicPartition partition) {
    try {
      return consumer.position(partition, Duration.ZERO) >= ends.get(partition);
    } catch (TimeoutException e) {
      // It has yet to learn where it begins; the poll sees to that.
      return false;
    }
  }

  /** Returns the polled records that are before the end of their partition. */
  ConsumerRecords<byte[], byte[]> within(ConsumerRecords<byte[], byte[]> polled) {
    if (polled.nextOffsets().entrySet().stream().noneMatch(next -> isBeyond(next))) {
      return polled;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>(polled.nextOffsets());
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>(polled.records(partition));
      Long end = ends.get(partition);
      kept.removeIf(record -> end != null && record.offset() >= end);
      if (!kept.isEmpty()) {
        records.put(partition, kept);
      }
    }
    // The end is what Kafka Streams commits when it has done all before it.
    nextOffsets.replaceAll(
        (partition, next) ->
            isBeyond(Map.entry(partition, next))
                ? new OffsetAndMetadata(ends.get(partition), next.leaderEpoch(), next.metadata())
                : next);
    return new ConsumerRecords<>(records, nextOffsets);
  }

  private boolean isBeyond(Map.Entry<TopicPartition, OffsetAndMetadata> next) {
    Long end = ends.get(next.getKey());
    return end != null && next.getValue().offset() > end;
  }
}
