package dev.skipstream.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic that is written beside the stream: what cannot be written is logged, and harms nothing.
 *
 * <p>Threading: any thread, but no stream thread: {@link #send} may block while the broker is not
 * to be reached, for a second.
 */
public final class SideTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SideTopic.class);
  private static final int BLOCK_MILLIS = 1_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Object> client;
  private final NewTopic topic;
  private final Map<String, Object> delivery;
  private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

  private SideTopic(Map<String, Object> client, NewTopic topic, Map<String, Object> delivery) {
    this.client = client;
    this.topic = topic;
    this.delivery = delivery;
  }

  /**
   * A topic of one partition, for what is to be read in one order. Made when something is sent
   * first and it is missing.
   */
  public static SideTopic ordered(Map<String, Object> client, String name) {
    return new SideTopic(client, new NewTopic(name, Optional.of(1), Optional.empty()), Map.of());
  }

  /**
   * A compacted topic of one partition: it keeps the last record of each key. Made when something
   * is sent first and it is missing.
   */
  public static SideTopic compacted(Map<String, Object> client, String name) {
    return new SideTopic(client, Topics.compacted(name, Optional.empty()), Map.of());
  }

  /**
   * A topic with as many partitions as the broker gives, for records of which none matters much.
   * Made when something is sent first and it is missing.
   */
  public static SideTopic atMostOnce(Map<String, Object> client, String name) {
    return new SideTopic(
        client,
        new NewTopic(name, Optional.empty(), Optional.empty()),
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "1",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            false,
            ProducerConfig.RETRIES_CONFIG,
            0));
  }

  /** Sends a record of the topic, without waiting for its arrival. */
  public synchronized void send(ProducerRecord<byte[], byte[]> record) {
    try {
      if (producer.isEmpty()) {
        createMissing();
        producer = Optional.of(new KafkaProducer<>(config(), bytes(), bytes()));
      }
      Future<RecordMetadata> unused =
          producer
              .get()
              .send(
                  record,
                  (metadata, failure) -> {
                    if (failure != null) {
                      lost(failure);
                    }
                  });
    } catch (KafkaException e) {
      lost(e);
    }
  }

  @Override
  public synchronized void close() {
    producer.ifPresent(open -> open.close(CLOSE_WITHIN));
  }

  private void lost(Exception failure) {
    LOG.warn("a record for {} is lost: {}", topic.name(), failure.getMessage());
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    config.putAll(delivery);
    return config;
  }

  private static ByteArraySerializer bytes() {
    return new ByteArraySerializer();
  }

  private void createMissing() {
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        LOG.warn("{} could not be made: {}", topic.name(), e.getCause().getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
