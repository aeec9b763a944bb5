package dev.skipstream.registry.log;

import dev.skipstream.registry.RegistryUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A log in a Kafka topic of one partition from which no record is ever deleted.
 *
 * <p>The broker orders the entries and also stores those that come second. An entry is accepted
 * when it has been read back and the fold has applied it.
 *
 * <p>Threading: for one thread at a time, as its consumer is.
 */
final class KafkaLog implements RegistryLog {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
  private static final long NONE = -1;
  private static final Duration LOOK_FOR_TOPIC_EVERY = Duration.ofMillis(200);

  private final Map<String, Object> client;
  private final String topic;
  private final TopicPartition partition;

  private Optional<Consumer<String, String>> consumer = Optional.empty();
  private Optional<Producer<String, String>> producer = Optional.empty();
  private RegistryState state = RegistryState.EMPTY;

  KafkaLog(Map<String, Object> client, String topic) {
    this.client = Map.copyOf(client);
    this.topic = topic;
    this.partition = new TopicPartition(topic, 0);
  }

  @Override
  public RegistryState read() {
    try {
      Optional<Consumer<String, String>> reader = reader();
      if (reader.isPresent()) {
        long end = reader.get().endOffsets(List.of(partition)).get(partition);
        readTo(end, NONE);
      }
      return state;
    } catch (KafkaException e) {
      throw unavailable("cannot be read", e);
    }
  }

  @Override
  public boolean append(LogEntry entry) {
    try {
      if (reader().isEmpty()) {
        createTopic();
      }
      ProducerRecord<String, String> written =
          new ProducerRecord<>(topic, 0, entry.command().name(), EntryFormat.write(entry));
      long offset =
          writer().send(written).get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS).offset();
      return readTo(offset + 1, offset);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("may or may not have taken the change; look with 'models show'", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("may or may not have taken the change: interrupted", e);
    } catch (KafkaException e) {
      throw unavailable("cannot be written", e);
    }
  }

  @Override
  public RegistryState await(long revision, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (state.revision() <= revision) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          break;
        }
        Optional<Consumer<String, String>> reader = reader();
        if (reader.isPresent()) {
          fold(reader.get().poll(Duration.ofNanos(left)), NONE);
        } else {
          Thread.sleep(Math.min(left / 1_000_000 + 1, LOOK_FOR_TOPIC_EVERY.toMillis()));
        }
      }
      return state;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return state;
    } catch (org.apache.kafka.common.errors.InterruptException e) {
      return state; // the consumer has set the thread's flag again
    } catch (KafkaException e) {
      throw unavailable("cannot be read", e);
    }
  }

  @Override
  public void close() {
    consumer.ifPresent(Consumer::close);
    producer.ifPresent(Producer::close);
    consumer = Optional.empty();
    producer = Optional.empty();
  }

  /**
   * Reads all entries before offset {@code end}, and possibly some after it.
   *
   * @return true if the entry at offset {@code own} was read and accepted
   */
  private boolean readTo(long end, long own) {
    Consumer<String, String> reader = reader().orElseThrow();
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    boolean accepted = false;
    while (reader.position(partition) < end) {
      if (System.nanoTime() > deadline) {
        throw unavailable(
            "gives no more entries at offset %d of %d".formatted(reader.position(partition), end),
            null);
      }
      accepted |= fold(reader.poll(Duration.ofMillis(200)), own);
    }
    return accepted;
  }

  private boolean fold(ConsumerRecords<String, String> records, long own) {
    boolean accepted = false;
    for (ConsumerRecord<String, String> record : records) {
      String where = "%s offset %d".formatted(topic, record.offset());
      RegistryState after = state.after(EntryFormat.read(String.valueOf(record.value()), where));
      accepted |= record.offset() == own && after.revision() > state.revision();
      state = after;
    }
    return accepted;
  }

  /** None while there is no topic: nothing is registered then. */
  private Optional<Consumer<String, String>> reader() {
    if (consumer.isEmpty()) {
      Consumer<String, String> opened = new KafkaConsumer<>(consumerConfig());
      try {
        List<PartitionInfo> partitions = opened.partitionsFor(topic);
        if (!partitions.isEmpty()) {
          requireWhole(opened, partitions);
          opened.assign(List.of(partition));
          opened.seekToBeginning(List.of(partition));
          consumer = Optional.of(opened);
        }
      } finally {
        if (consumer.isEmpty()) {
          opened.close();
        }
      }
    }
    return consumer;
  }

  private void requireWhole(Consumer<String, String> reader, List<PartitionInfo> partitions) {
    if (partitions.size() != 1) {
      throw unavailable(
          "has %d partitions: entries have one order only in a topic of one; name another topic"
              .formatted(partitions.size()),
          null);
    }
    long first = reader.beginningOffsets(List.of(partition)).get(partition);
    if (first > 0) {
      throw unavailable(
          "begins at offset %d: its first entries were deleted, and without them nothing is known; restore it, and give it unlimited retention"
              .formatted(first),
          null);
    }
  }

  private Producer<String, String> writer() {
    if (producer.isEmpty()) {
      producer = Optional.of(new KafkaProducer<>(producerConfig()));
    }
    return producer.get();
  }

  private void createTopic() throws InterruptedException, ExecutionException, TimeoutException {
    NewTopic models =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG, "-1",
                    TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(models))
          .all()
          .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw unavailable("cannot be made", e);
      }
    }
    // Brokers learn of a new topic one after another.
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    while (reader().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the new topic is not to be seen");
      }
      Thread.sleep(LOOK_FOR_TOPIC_EVERY.toMillis());
    }
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_WITHIN.toMillis()));
    return config;
  }

  private Map<String, Object> producerConfig() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    int timeout = Math.toIntExact(ANSWER_WITHIN.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    return config;
  }

  private RegistryUnavailableException unavailable(String what, Exception cause) {
    String because = cause == null ? "" : " (" + reason(cause) + ")";
    return new RegistryUnavailableException(
        "registry topic %s: %s%s".formatted(topic, what, because), cause);
  }

  private static String reason(Exception e) {
    Throwable said = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    return said.getMessage() == null ? said.getClass().getSimpleName() : said.getMessage();
  }
}
