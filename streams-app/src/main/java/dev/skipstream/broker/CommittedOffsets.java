package dev.skipstream.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets that a group has committed.
 *
 * <p>A producer's commit returns before the group coordinator has ended its transaction. Offsets of
 * a transaction that ends just now are waited for, so each partition is asked for by name: an
 * answer for all partitions leaves those out that had none before. For some milliseconds after the
 * transaction a broker (Kafka 4.3.1) may show the offset of before all the same.
 */
public final class CommittedOffsets {
  private CommittedOffsets() {}

  /**
   * Returns the offsets of a topic's partitions, without those of which nothing is committed.
   *
   * @param admin the caller's; the call blocks on the broker
   * @throws BrokerException when the topic does not exist, or the broker does not say
   */
  public static Map<TopicPartition, OffsetAndMetadata> of(Admin admin, String group, String topic) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        new HashMap<>(
            BrokerAnswer.await(
                admin
                    .listConsumerGroupOffsets(
                        Map.of(
                            group,
                            new ListConsumerGroupOffsetsSpec()
                                .topicPartitions(Topics.partitions(admin, List.of(topic)))),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group),
                "reading what %s has committed".formatted(group)));
    offsets.values().removeIf(offset -> offset == null);
    return offsets;
  }
}
