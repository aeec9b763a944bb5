package dev.skipstream.async;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives a suspect the whole process: it comes when every record that came before is committed, and
 * no other comes until it is committed itself. So it is alone in flight, in its transaction and in
 * its producer's batch: the broker refuses a whole batch for one record.
 *
 * <p>The gate is at the consumers because a stage cannot do it: Kafka Streams counts a record as
 * consumed when {@code process()} returns, and commits it with those before it.
 *
 * <p>Threading: for all stream threads of the process; one lock, held for map lookups, and for a
 * {@code seek}, which does not block. Costs nothing when no suspect is left.
 */
public final class AloneGate {
  private record Suspect(TopicPartition partition, long offset) {}

  private final RecordHistory history;

  /** The offset after the last record that came, by partition; without those committed. */
  private final Map<TopicPartition, Long> uncommitted = new HashMap<>();

  /** Waits until nothing is uncommitted, or is the one that is uncommitted. */
  private Optional<Suspect> suspect = Optional.empty();

  /** A gate for the suspects of a history. */
  public AloneGate(RecordHistory history) {
    this.history = history;
  }

  RecordHistory history() {
    return history;
  }

  /** Returns true while a suspect waits for a commit: of those before it, or its own. */
  synchronized boolean awaitsCommit() {
    return suspect.isPresent();
  }

  /** Returns the partitions of a consumer from which nothing may come now. */
  synchronized Set<TopicPartition> held(Set<TopicPartition> assignment) {
    if (suspect.isEmpty()) {
      return Set.of();
    }
    Set<TopicPartition> held = new HashSet<>(assignment);
    if (uncommitted.isEmpty()) {
      held.remove(suspect.get().partition());
    }
    return held;
  }

  /**
   * Lets by what may come now, and sets the consumer back to the first record of each partition
   * that may not.
   */
  ConsumerRecords<byte[], byte[]> within(
      Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    if (!history.anyRunsAlone()) {
      return polled;
    }
    synchronized (this) {
      return sift(consumer, polled);
    }
  }

  private ConsumerRecords<byte[], byte[]> sift(
      Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> all = polled.records(partition);
      List<ConsumerRecord<byte[], byte[]>> taken = take(partition, all);
      if (!taken.isEmpty()) {
        kept.put(partition, taken);
        uncommitted.put(partition, taken.get(taken.size() - 1).offset() + 1);
      }
      if (taken.size() < all.size()) {
        ConsumerRecord<byte[], byte[]> first = all.get(taken.size());
        OffsetAndMetadata back = new OffsetAndMetadata(first.offset(), first.leaderEpoch(), "");
        consumer.seek(partition, back);
        next.put(partition, back);
      }
    }
    return new ConsumerRecords<>(kept, next);
  }

  /** The records at the head of {@code all} that may come now. */
  private List<ConsumerRecord<byte[], byte[]>> take(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> all) {
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all) {
      Suspect one = new Suspect(partition, record.offset());
      if (suspect.isPresent() && suspect.get().partition().equals(partition)) {
        return takeSuspect(one, record, taken);
      }
      if (suspect.isPresent()) {
        return taken;
      }
      if (history.runsAlone(partition, record.offset())) {
        suspect = Optional.of(one);
        return takeSuspect(one, record, taken);
      }
      taken.add(record);
    }
    return taken;
  }

  private List<ConsumerRecord<byte[], byte[]>> takeSuspect(
      Suspect one,
      ConsumerRecord<byte[], byte[]> record,
      List<ConsumerRecord<byte[], byte[]>> taken) {
    if (suspect.filter(one::equals).isEmpty()) {
      // Retention was quicker: the record that waited for its turn is gone.
      suspect = Optional.empty();
      return taken;
    }
    if (taken.isEmpty() && uncommitted.isEmpty()) {
      taken.add(record);
    }
    return taken;
  }

  /** The offset is committed. */
  void committed(TopicPartition partition, long offset) {
    synchronized (this) {
      uncommitted.computeIfPresent(partition, (key, next) -> next <= offset ? null : next);
      suspect = suspect.filter(one -> !one.partition().equals(partition) || one.offset() >= offset);
    }
    history.committed(partition, offset);
  }

  /** Records of the partition that are not committed are read again, here or elsewhere. */
  void givenUp(TopicPartition partition) {
    synchronized (this) {
      uncommitted.remove(partition);
      suspect = suspect.filter(one -> !one.partition().equals(partition));
    }
    history.givenUp(partition);
  }
}
