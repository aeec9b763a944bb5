package dev.skipstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CommittedOffsetsIT {
  private final String topic = SharedBroker.uniqueName("committed");
  private final String group = topic + "-group";
  private final TopicPartition partition = new TopicPartition(topic, 0);
  private final Admin admin = SharedBroker.admin();

  @BeforeEach
  void createTopic() throws Exception {
    admin.createTopics(Set.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void nothingIsCommittedOfAGroupThatDoesNotExist() {
    assertThat(CommittedOffsets.of(admin, group, topic)).isEmpty();
    assertThat(CommittedOffsets.soFar(admin, group, topic)).isEmpty();
  }

  /** An admin client leaves a partition out while a transaction has offsets of it. */
  @Test
  void offsetsOfAnOpenTransactionAreWaitedForAndDoNotCountSoFar() throws Exception {
    admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(7))).all().get();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(11)), groupMetadata());

      CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> asked =
          CompletableFuture.supplyAsync(() -> CommittedOffsets.of(admin, group, topic));
      assertThat(CommittedOffsets.soFar(admin, group, topic))
          .isEqualTo(Map.of(partition, new OffsetAndMetadata(7)));
      assertThat(asked).isNotDone();

      producer.commitTransaction();
      assertThat(asked.get()).containsOnlyKeys(partition);
      await()
          .until(
              () ->
                  Optional.ofNullable(CommittedOffsets.of(admin, group, topic).get(partition))
                      .filter(offset -> offset.offset() == 11)
                      .isPresent());
    }
  }

  private ConsumerGroupMetadata groupMetadata() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                SharedBroker.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            SharedBroker.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            SharedBroker.uniqueName("open")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
