package dev.skipstream.topics.range;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommittedReaderIT {

  @Test
  void saysWhichTransactionHoldsItBack() throws Exception {
    TopicNames topics = TopicNames.of(SharedBroker.uniqueName("held-back"));
    TopicPartition partition = new TopicPartition(topics.detections(), 0);
    Map<String, Object> client =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());
    try (Admin admin = SharedBroker.admin();
        Producer<byte[], byte[]> producer = transactional(topics.images());
        CommittedReader reader = new CommittedReader(admin, client, Duration.ofSeconds(1))) {
      Topics.create(admin, topics, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.detections(), 0, null, new byte[] {1})).get();

      assertThatThrownBy(
              () -> reader.read(Map.of(partition, 0L), Map.of(partition, 1L), record -> {}))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("has a transaction open in %s from offset 0 on", partition)
          .hasMessageContaining("its coordinator says of %s: Ongoing", topics.images());

      producer.abortTransaction();
    }
  }

  private static Producer<byte[], byte[]> transactional(String id) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            SharedBroker.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
