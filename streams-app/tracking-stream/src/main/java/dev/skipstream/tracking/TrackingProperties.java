package dev.skipstream.tracking;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams and its clients that follow from the settings of tracking. The
 * user's own override them.
 */
final class TrackingProperties {
  private static final long CACHE_BYTES = 64L << 20;
  private static final int METADATA_MAX_AGE_MILLIS = 30_000;

  private TrackingProperties() {}

  /**
   * Returns all properties for a {@code KafkaStreams}.
   *
   * @param state the folder of the stores
   * @param server the address at which other instances reach the counts of this one
   */
  static Properties of(TrackingSettings settings, Path state, Optional<String> server) {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.stream().threads());
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.stream().commitInterval().toMillis());
    p.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    // Between two commits, a camera's record changes with each frame: the changelog gets the last.
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    server.ifPresent(address -> p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address));
    // New partitions of the input are found when the metadata is refreshed.
    p.put(StreamsConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
    groupProtocol(p, settings.stream().groupProtocol());
    p.put(consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    // Kafka Streams' default is a wait of 100 ms for a larger request.
    p.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    p.putAll(settings.client());
    return p;
  }

  private static void groupProtocol(Properties p, GroupProtocol protocol) {
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol.name);
    if (protocol == GroupProtocol.CLASSIC) {
      // A crashed instance's partitions wait this long; with the other protocol the broker says.
      p.put(consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
      p.put(consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    }
  }
}
