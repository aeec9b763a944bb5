package dev.skipstream.async;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.internals.ConsumerWrapper;

/**
 * The consumer of a stream thread under the streams group protocol, paced like the consumers that
 * {@link PacedClients} make. Kafka Streams (4.4.0) creates its consumer itself under that protocol,
 * and wraps it in the class that an internal setting names.
 *
 * <p>Public with a public constructor, because Kafka Streams creates it by reflection.
 *
 * <p>Threading: belongs to one stream thread.
 */
public final class StreamsGroupConsumer extends ConsumerWrapper {
  /**
   * The setting through which the wrapper finds its clients. Kafka Streams passes it to the
   * wrapper.
   */
  private static final String CLIENTS = "skipstream.clients";

  private Consumer<byte[], byte[]> paced;

  /** Called by Kafka Streams, which then calls {@link #wrapConsumer}. */
  public StreamsGroupConsumer() {}

  static Map<String, Object> properties(PacedClients clients) {
    return Map.of(
        StreamsConfig.mainConsumerPrefix(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER),
        StreamsGroupConsumer.class,
        StreamsConfig.mainConsumerPrefix(CLIENTS),
        clients);
  }

  @Override
  public void wrapConsumer(
      AsyncKafkaConsumer<byte[], byte[]> delegate,
      Map<String, Object> config,
      Optional<StreamsRebalanceData> rebalance) {
    super.wrapConsumer(delegate, config, rebalance);
    paced = ((PacedClients) config.get(CLIENTS)).paced(delegate);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    return paced.poll(timeout);
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    paced.pause(partitions);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    paced.seek(partition, offset);
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata offset) {
    paced.seek(partition, offset);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    paced.commitSync(offsets);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    paced.commitSync(offsets, timeout);
  }

  @Override
  public void close() {
    paced.close();
  }

  @Override
  public void close(CloseOptions option) {
    paced.close(option);
  }
}
