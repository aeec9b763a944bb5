package dev.skipstream.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets that a group has committed.
 *
 * <p>A producer's commit returns before the group coordinator has ended its transaction. For some
 * milliseconds after the commit a broker may still return the previous offset (seen in 4.3.1).
 *
 * <p>Threading: the calls block on the broker; the caller closes the admin client.
 */
public final class CommittedOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedOffsets.class);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(50);

  private static final Duration TELL_AFTER = Duration.ofSeconds(1);

  /**
   * The longest time until a broker ends a crashed instance's transaction. The transaction expires
   * after 10 s, and the broker checks every 10 s.
   */
  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(1);

  private CommittedOffsets() {}

  /**
   * Returns the offsets of a topic's partitions, without those of which nothing is committed. Waits
   * for transactions that may still change them.
   *
   * @throws BrokerException when the topic does not exist, the broker does not say, or a
   *     transaction stays open for a minute
   */
  public static Map<TopicPartition, OffsetAndMetadata> of(Admin admin, String group, String topic) {
    Collection<TopicPartition> partitions = Topics.partitions(admin, List.of(topic));
    long begun = System.nanoTime();
    boolean told = false;
    while (true) {
      Map<TopicPartition, OffsetAndMetadata> offsets = ask(admin, group, partitions, true);
      // An admin client leaves out the partitions that an open transaction has offsets of.
      if (offsets.keySet().containsAll(partitions)) {
        return present(offsets);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (waited.compareTo(LONGEST_TRANSACTION) > 0) {
        throw new BrokerException(
            "reading what %s has committed of %s: a transaction with offsets of it has been open for %d s; stop the instance that holds it open, or wait until the broker aborts it"
                .formatted(group, topic, LONGEST_TRANSACTION.toSeconds()));
      }
      if (!told && waited.compareTo(TELL_AFTER) > 0) {
        LOG.info("waiting for an open transaction of application {}", group);
        told = true;
      }
      LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new BrokerException(
            "interrupted while reading what %s has committed".formatted(group));
      }
    }
  }

  /**
   * Returns the offsets that have been committed so far, without those of which nothing is
   * committed. Offsets of an open transaction do not count, so the group may be further.
   *
   * @throws BrokerException when the topic does not exist, or the broker does not say
   */
  public static Map<TopicPartition, OffsetAndMetadata> soFar(
      Admin admin, String group, String topic) {
    return present(ask(admin, group, Topics.partitions(admin, List.of(topic)), false));
  }

  private static Map<TopicPartition, OffsetAndMetadata> ask(
      Admin admin, String group, Collection<TopicPartition> partitions, boolean stable) {
    return BrokerAnswer.await(
        admin
            .listConsumerGroupOffsets(
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                new ListConsumerGroupOffsetsOptions().requireStable(stable))
            .partitionsToOffsetAndMetadata(group),
        "reading what %s has committed".formatted(group));
  }

  private static Map<TopicPartition, OffsetAndMetadata> present(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> present = new HashMap<>(offsets);
    present.values().removeIf(offset -> offset == null);
    return present;
  }
}
