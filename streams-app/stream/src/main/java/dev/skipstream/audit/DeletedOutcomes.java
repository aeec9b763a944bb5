package dev.skipstream.audit;

import dev.skipstream.topics.Retention;
import dev.skipstream.topics.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells an outcome that an output topic has deleted from one that was never written. An outcome is
 * in the partition of its input, and the outcomes of a partition are in the order of their inputs.
 * Deleted outcomes are therefore those of inputs before the oldest outcome that is left.
 *
 * <p>For dead letters, which are rare, the oldest one that is left says little. There the topic's
 * retention must also have been able to delete the outcome, whose timestamp is the input's.
 *
 * @param begins the offset of the oldest record that is left, by partition of the output topics
 * @param retention the retention by output topic
 * @param nowMillis the time at which the begin offsets were read
 */
record DeletedOutcomes(
    TopicNames topics,
    Map<TopicPartition, Long> begins,
    Map<String, Retention> retention,
    long nowMillis) {

  /** Returns if the retention may have deleted the outcome of an input that has none. */
  boolean mayHold(int partition, long offset, long timestampMillis, PartitionLedger ledger) {
    boolean detection =
        lost(topics.detections(), partition) && ledger.isBeforeOldest(topics.detections(), offset);
    boolean deadLetter =
        lost(topics.deadLetters(), partition)
            && ledger.isBeforeOldest(topics.deadLetters(), offset)
            && retention.get(topics.deadLetters()).mayHaveDeleted(timestampMillis, nowMillis);
    return detection || deadLetter;
  }

  /** The output topics that have lost records in one of these partitions. */
  List<AuditReport.Deletion> of(List<Integer> partitions) {
    List<AuditReport.Deletion> deletions = new ArrayList<>();
    for (String topic : topics.outputs()) {
      if (partitions.stream().anyMatch(partition -> lost(topic, partition))) {
        Retention kept = retention.get(topic);
        deletions.add(new AuditReport.Deletion(topic, kept.millis(), kept.bytes()));
      }
    }
    return deletions;
  }

  private boolean lost(String topic, int partition) {
    return begins.getOrDefault(new TopicPartition(topic, partition), 0L) > 0;
  }
}
