package dev.skipstream.stream;

import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed outcomes of a pipeline, both kinds, from the beginning. */
public final class OutcomeReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

  public OutcomeReader(String bootstrapServers, TopicNames topics) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(topics.detections(), topics.deadLetters())) {
      consumer
          .partitionsFor(topic)
          .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads until {@code count} outcomes were seen in all, or none has come for {@code patience};
   * then whatever else comes within a moment.
   */
  public List<ConsumerRecord<byte[], byte[]>> read(int count, Duration patience) {
    long lastNews = System.nanoTime();
    while (seen.size() < count && System.nanoTime() - lastNews < patience.toNanos()) {
      if (poll(Duration.ofMillis(200)) > 0) {
        lastNews = System.nanoTime();
      }
    }
    while (poll(Duration.ofSeconds(1)) > 0) {
      // What is too much shows only after the end.
    }
    return List.copyOf(seen);
  }

  private int poll(Duration atMost) {
    int before = seen.size();
    consumer.poll(atMost).forEach(seen::add);
    return seen.size() - before;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
