package dev.skipstream.stream.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic where all instances note which records ended the stream. Compacted; made when the first
 * failure is written and it is missing. What cannot be read or written is logged, and ends nothing.
 *
 * <p>Threading: for one thread at a time, but no stream thread: each call may block on the broker,
 * for {@link #LIMIT} at most.
 */
public final class FailureTopic {
  public static final String NAME = "stream.failures";

  private static final Logger LOG = LoggerFactory.getLogger(FailureTopic.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> client;

  public FailureTopic(Map<String, Object> client) {
    this.client = client;
  }

  /** The time that is left of one call. */
  private static final class Deadline {
    private final long at = System.nanoTime() + LIMIT.toNanos();

    long leftNanos() {
      return Math.max(0, at - System.nanoTime());
    }

    <T> T await(Future<T> future)
        throws ExecutionException, InterruptedException, TimeoutException {
      return future.get(leftNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** An action on the broker. */
  private interface Work<T> {
    T within(Deadline deadline) throws ExecutionException, InterruptedException, TimeoutException;
  }

  /** Reads the failures of an application. Without the topic, or without an answer, it has none. */
  public List<StreamFailure> read(String application) {
    return attempt("read: what earlier instances noted does not count", this::readAll)
        .orElse(List.of())
        .stream()
        .filter(failure -> failure.application().equals(application))
        .toList();
  }

  /**
   * Writes failures; each replaces the one before of the same record.
   *
   * @return true when the broker has them all
   */
  public boolean write(List<StreamFailure> failures) {
    return send(
        failures.stream()
            .map(failure -> EventSerdes.write(NAME, UUID.randomUUID().toString(), failure))
            .toList());
  }

  /** Removes failures. */
  public void remove(Collection<StreamFailure> failures) {
    send(
        failures.stream()
            .map(
                failure ->
                    new ProducerRecord<byte[], byte[]>(NAME, failure.key().getBytes(UTF_8), null))
            .toList());
  }

  private List<StreamFailure> readAll(Deadline deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      if (!deadline.await(admin.listTopics().names()).contains(NAME)) {
        return List.of();
      }
    }
    Map<String, StreamFailure> latest = new HashMap<>();
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(NAME).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (deadline.leftNanos() == 0) {
          throw new TimeoutException();
        }
        consumer.poll(POLL).forEach(record -> apply(record, latest));
      }
    }
    return List.copyOf(latest.values());
  }

  private static void apply(
      ConsumerRecord<byte[], byte[]> record, Map<String, StreamFailure> latest) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (record.value() == null) {
      latest.remove(key);
      return;
    }
    try {
      latest.put(key, EventSerdes.readStreamFailure(record.headers(), record.value()));
    } catch (InvalidEventException e) {
      LOG.warn("topic {} at offset {}: {}; ignored", NAME, record.offset(), e.getMessage());
    }
  }

  private boolean send(List<ProducerRecord<byte[], byte[]>> records) {
    return attempt(
            "written",
            deadline -> {
              createMissing(deadline);
              try (Producer<byte[], byte[]> producer = producer()) {
                List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
                for (Future<RecordMetadata> one : sent) {
                  deadline.await(one);
                }
                return true;
              }
            })
        .orElse(false);
  }

  private void createMissing(Deadline deadline)
      throws ExecutionException, InterruptedException, TimeoutException {
    NewTopic topic =
        new NewTopic(NAME, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try (Admin admin = admin()) {
      deadline.await(admin.createTopics(List.of(topic)).all());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        // It may exist all the same, for one who may write to it and may not create it.
        LOG.debug("topic {} could not be created", NAME, e.getCause());
      }
    }
  }

  private static <T> Optional<T> attempt(String done, Work<T> work) {
    try {
      return Optional.of(work.within(new Deadline()));
    } catch (ExecutionException e) {
      LOG.warn("topic {} cannot be {}: {}", NAME, done, e.getCause().toString());
    } catch (TimeoutException e) {
      LOG.warn("topic {} cannot be {}: no answer within {} s", NAME, done, LIMIT.toSeconds());
    } catch (KafkaException e) {
      LOG.warn("topic {} cannot be {}: {}", NAME, done, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private Admin admin() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    return Admin.create(config);
  }

  private Producer<byte[], byte[]> producer() {
    int limit = (int) LIMIT.toMillis();
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limit);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, limit);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limit);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
