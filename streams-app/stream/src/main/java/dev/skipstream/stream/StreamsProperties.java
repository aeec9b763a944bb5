package dev.skipstream.stream;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import dev.skipstream.async.CommitBudget;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams and its clients that follow from the app's settings. The user's own
 * override them.
 */
final class StreamsProperties {
  private static final Duration DEFAULT_MAX_POLL_INTERVAL = Duration.ofMinutes(5);

  private static final int METADATA_MAX_AGE_MILLIS = 30_000;

  private StreamsProperties() {}

  /**
   * Returns all properties for a {@code KafkaStreams}.
   *
   * @param client the Kafka client properties for the cluster, and all other properties that the
   *     user has set
   * @param memory the memory limits of the clients
   * @param budget the limits of a commit
   */
  static Properties of(
      String applicationId,
      Map<String, Object> client,
      StreamSettings settings,
      MemoryBudget memory,
      CommitBudget budget) {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        settings.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    // The stage emits results after a poll, so the default of 100 ms would be their latency. A poll
    // also waits this long while a partition has the maximum number of buffered records. A device
    // was idle after a frame of 350 ms while frames were dropped as too old: for 27 ms with 5 ms,
    // and for 11 ms with 1 ms.
    p.put(StreamsConfig.POLL_MS_CONFIG, 2);
    // The consumer finds new partitions of the input when it refreshes the metadata. Kafka's
    // default is five minutes.
    p.put(StreamsConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
    p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, memory.bufferedRecords());
    groupProtocol(p, settings.groupProtocol());
    consumer(p, memory, budget);
    producer(p, memory);
    if (settings.exactlyOnce()) {
      p.put(
          producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          Math.toIntExact(budget.transactionTimeout().toMillis()));
    } else {
      // Without a transaction a broker may reject the first request of a new producer, because the
      // partition has no leader, and accept the third. The order is then wrong, and the broker
      // treats the first as out of sequence from then on.
      p.put(producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    }
    p.putAll(client);
    return p;
  }

  /** Returns the effective {@code max.poll.interval.ms}. */
  static Duration maxPollInterval(Map<String, Object> client) {
    return millis(client, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG)
        .orElse(DEFAULT_MAX_POLL_INTERVAL);
  }

  /** Returns {@code transaction.timeout.ms}, if the user has set it. */
  static Optional<Duration> transactionTimeout(Map<String, Object> client) {
    return millis(client, producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))
        .or(() -> millis(client, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
  }

  private static void groupProtocol(Properties p, GroupProtocol protocol) {
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol.name);
    if (protocol == GroupProtocol.CLASSIC) {
      // A crashed instance's partitions wait this long; with the other protocol the broker says.
      p.put(consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
      p.put(consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    }
  }

  private static void consumer(Properties p, MemoryBudget memory, CommitBudget budget) {
    // Also under at-least-once: an aborted record is no image event, and has no outcome.
    p.put(consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    p.put(consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), memory.maxRecordBytes());
    p.put(consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), memory.fetchBytes());
    p.put(
        consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        Math.min(2 * memory.bufferedRecords(), budget.recordsPerPoll()));
  }

  private static void producer(Properties p, MemoryBudget memory) {
    p.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), memory.maxDeadLetterBytes());
    p.put(producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), memory.producerBytes());
    // Kafka Streams' default is a wait of 100 ms for a larger request.
    p.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    p.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "none");
  }

  /** The largest record that the producers send, of properties that {@link #of} made. */
  static long producerBytes(Properties properties) {
    Map<String, Object> producer = new StreamsConfig(properties).getProducerConfigs("any");
    return Math.min(
        Long.parseLong(producer.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG).toString()),
        Long.parseLong(producer.get(ProducerConfig.BUFFER_MEMORY_CONFIG).toString()));
  }

  private static Optional<Duration> millis(Map<String, Object> client, String name) {
    return Optional.ofNullable(client.get(name))
        .map(value -> Duration.ofMillis(Long.parseLong(value.toString())));
  }
}
