package dev.skipstream.topology;

import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.serde.EventSerdes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an instance says which models it serves and refuses. Beside the stream: what cannot be said
 * is logged, and harms nothing.
 *
 * <p>Threading: any thread, but no stream thread: {@link #say} may block while the broker is not to
 * be reached.
 */
final class StatusTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusTopic.class);
  private static final int BLOCK_MILLIS = 1_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Object> client;
  private final String topic;
  private final String instance;
  private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

  /** The topic, which is made when something is said first and it is missing. */
  StatusTopic(Map<String, Object> client, String topic, String applicationId) {
    this.client = client;
    this.topic = topic;
    this.instance = nameOfThisProcess(applicationId);
  }

  /** Who speaks. */
  String instance() {
    return instance;
  }

  synchronized void say(ModelStatus status) {
    try {
      if (producer.isEmpty()) {
        createMissing();
        producer = Optional.of(new KafkaProducer<>(config(), bytes(), bytes()));
      }
      Future<RecordMetadata> unused =
          producer
              .get()
              .send(
                  EventSerdes.write(topic, UUID.randomUUID().toString(), status),
                  (metadata, failure) -> {
                    if (failure != null) {
                      LOG.warn("{} was not told that {}: {}", topic, status, failure.getMessage());
                    }
                  });
    } catch (KafkaException e) {
      LOG.warn("{} was not told that {}: {}", topic, status, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    producer.ifPresent(open -> open.close(CLOSE_WITHIN));
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    return config;
  }

  private static ByteArraySerializer bytes() {
    return new ByteArraySerializer();
  }

  private void createMissing() {
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        LOG.warn("{} could not be made: {}", topic, e.getCause().getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Two instances of one host differ by their processes, and in tests by a number. */
  private static String nameOfThisProcess(String applicationId) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return "%s@%s/%d-%s"
        .formatted(
            applicationId,
            host,
            ProcessHandle.current().pid(),
            UUID.randomUUID().toString().substring(0, 4));
  }
}
