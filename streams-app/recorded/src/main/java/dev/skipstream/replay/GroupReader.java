package dev.skipstream.replay;

import dev.skipstream.frame.GroupSource;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.range.OffsetRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the groups of a replay again, one after another. Groups of a partition are asked for in
 * their order, so what a poll brings beyond one is kept for the next.
 *
 * <p>Threading: {@link #read} is for one thread, which it blocks until the group is there or a
 * minute has passed; closed afterwards.
 */
final class GroupReader implements GroupSource, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ReplayRange range;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Ahead> ahead = new HashMap<>();

  /** Records of a partition that were polled ahead, and the offset to request next. */
  private static final class Ahead {
    private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private long next;

    private Ahead(long next) {
      this.next = next;
    }
  }

  /**
   * A reader of a range.
   *
   * @param client how to reach the cluster
   * @param groupSize records that a poll brings at most
   */
  static GroupReader of(Map<String, Object> client, ReplayRange range, int groupSize) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, groupSize);
    return new GroupReader(
        range,
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  GroupReader(ReplayRange range, Consumer<byte[], byte[]> consumer) {
    this.range = range;
    this.consumer = consumer;
    consumer.assign(range.ends().keySet());
    // One partition at a time is resumed: the others keep what was fetched of them.
    consumer.pause(consumer.assignment());
    for (OffsetRange part : range.partitions()) {
      // A partition that does not know where it is fails the poll of another.
      consumer.seek(range.partition(part), part.from());
      ahead.put(range.partition(part), new Ahead(part.from()));
    }
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> read(int partition, long from, long to) {
    OffsetRange part = range.partitions().get(partition);
    return read(range.partition(part), Math.max(from, part.from()), Math.min(to, part.to()));
  }

  private List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long from, long to) {
    Ahead kept = ahead.get(partition);
    if (kept.next != from) {
      kept.records.clear();
      consumer.seek(partition, from);
    }
    List<ConsumerRecord<byte[], byte[]>> group = new ArrayList<>();
    long until = System.nanoTime() + PATIENCE.toNanos();
    consumer.resume(Set.of(partition));
    try {
      while (!moveBefore(to, kept.records, group) && consumer.position(partition) < to) {
        if (System.nanoTime() - until > 0) {
          throw new BrokerException(
              "offsets %s of %s did not come within %d s"
                  .formatted(
                      new OffsetRange(partition.partition(), from, to).offsets(),
                      partition,
                      PATIENCE.toSeconds()));
        }
        kept.records.addAll(consumer.poll(POLL).records(partition));
      }
    } finally {
      consumer.pause(Set.of(partition));
    }
    kept.next = to;
    return group;
  }

  /** Moves what belongs to the group; returns whether something beyond it is there already. */
  private static boolean moveBefore(
      long to,
      Deque<ConsumerRecord<byte[], byte[]>> records,
      List<ConsumerRecord<byte[], byte[]>> group) {
    while (!records.isEmpty() && records.element().offset() < to) {
      group.add(records.remove());
    }
    return !records.isEmpty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
