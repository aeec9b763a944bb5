package dev.skipstream.tracking;

import static org.awaitility.Awaitility.await;

import dev.skipstream.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of detections, as the stream would write it. */
final class DetectionTopic {
  private DetectionTopic() {}

  static void create(Admin admin, String name, int partitions) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
        .all()
        .get();
    // The broker that answers may learn of the topic after it has told that it is created.
    await().until(() -> Topics.exists(admin, name));
  }

  static void publish(String bootstrapServers, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    // Where a partition has just got its leader back, the broker may refuse a new producer's first
    // batch and take its third, and then the first is a gap for ever: one request at a time.
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : records) {
        sent.add(producer.send(record));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }
}
