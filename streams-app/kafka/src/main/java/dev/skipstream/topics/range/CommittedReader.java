package dev.skipstream.topics.range;

import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads stretches of partitions, committed records only, without a group.
 *
 * <p>Threading: for one thread; {@link #read(Map, Map, Consumer)} blocks until the end of the
 * stretch, and waits for a transaction that is open before it, with a bound.
 */
public final class CommittedReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A crashed writer's transaction is aborted sooner: its timeout and the broker's scan. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Admin admin;
  private final Duration patience;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Creates a reader of a cluster.
   *
   * @param admin the admin client of the same cluster; the caller closes it
   * @param client the Kafka client properties for the cluster
   */
  public CommittedReader(Admin admin, Map<String, Object> client) {
    this(admin, client, PATIENCE);
  }

  CommittedReader(Admin admin, Map<String, Object> client, Duration patience) {
    this.admin = admin;
    this.patience = patience;
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // What retention has deleted must not turn into something else.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads all records in {@code [from, to)} of each partition.
   *
   * @throws BrokerException when nothing comes for long although something is there
   */
  public void read(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Set<TopicPartition> left = new HashSet<>(to.keySet());
    consumer.assign(left);
    // What was paused at the end of an earlier stretch stays so through another assignment.
    consumer.resume(left);
    from.forEach(consumer::seek);
    long lastNews = System.nanoTime();
    Map<TopicPartition, Long> positions = new HashMap<>(from);
    while (removeRead(left, to)) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        if (record.offset() < to.get(new TopicPartition(record.topic(), record.partition()))) {
          records.accept(record);
        }
      }
      boolean news = false;
      for (TopicPartition partition : left) {
        long position = consumer.position(partition);
        Long before = positions.put(partition, position);
        news |= before == null || before != position;
      }
      if (news) {
        lastNews = System.nanoTime();
      } else if (System.nanoTime() - lastNews > patience.toNanos()) {
        positions.keySet().retainAll(left);
        throw new BrokerException(
            "nothing came for %d s before the end of a partition, at %s: %s"
                .formatted(patience.toSeconds(), positions, OpenTransactions.in(admin, left)));
      }
    }
  }

  /**
   * Reads all records that topics hold as they are now.
   *
   * @throws BrokerException when a topic does not exist, or as {@link #read(Map, Map, Consumer)}
   *     does
   */
  public void readAll(List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    read(begins(topics), ends(topics), records);
  }

  /**
   * The offset of the oldest record that each partition of topics holds; above 0, older ones are
   * deleted.
   *
   * @throws BrokerException when a topic does not exist
   */
  public Map<TopicPartition, Long> begins(List<String> topics) {
    return offsets(Topics.partitions(admin, topics), OffsetSpec.earliest());
  }

  /**
   * The offset after the newest record of each partition of topics, committed or not.
   *
   * @throws BrokerException when a topic does not exist
   */
  public Map<TopicPartition, Long> ends(List<String> topics) {
    return offsets(Topics.partitions(admin, topics), OffsetSpec.latest());
  }

  /**
   * Reads all records in stretches of a topic's partitions.
   *
   * @throws BrokerException as {@link #read(Map, Map, Consumer)} does
   */
  public void read(
      String topic, List<OffsetRange> ranges, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> from = new HashMap<>();
    Map<TopicPartition, Long> to = new HashMap<>();
    for (OffsetRange range : ranges) {
      TopicPartition partition = new TopicPartition(topic, range.partition());
      from.put(partition, range.from());
      to.put(partition, range.to());
    }
    read(from, to, records);
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      throw new BrokerException(
          "offsets %s were deleted by the topic's retention while they were to be read: run it again, over a range that begins later"
              .formatted(e.offsetOutOfRangePartitions()),
          e);
    }
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    BrokerAnswer.await(admin.listOffsets(asked).all(), "reading the offsets of " + partitions)
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private boolean removeRead(Set<TopicPartition> left, Map<TopicPartition, Long> to) {
    left.removeIf(
        partition -> {
          boolean done = consumer.position(partition) >= to.get(partition);
          if (done) {
            consumer.pause(Set.of(partition));
          }
          return done;
        });
    return !left.isEmpty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
