package dev.skipstream.stream;

import dev.skipstream.async.RecordException;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Names the record whose timestamp is refused, and lets one by that is not tried again: Kafka
 * Streams asks for timestamps before the stage has the record.
 *
 * <p>Threading: for any number of stream threads.
 */
final class BlamingTimestamps implements TimestampExtractor {
  private static final TimestampExtractor ANY = new InputTimestamp.Extractor();

  private final TimestampExtractor timestamps;
  private final StreamHistory history;

  BlamingTimestamps(TimestampExtractor timestamps, StreamHistory history) {
    this.timestamps = timestamps;
    this.history = history;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (history.of(partition, record.offset()).isGuilty()) {
      return ANY.extract(record, partitionTime);
    }
    try {
      return timestamps.extract(record, partitionTime);
    } catch (RuntimeException e) {
      throw new RecordException(
          partition,
          record.offset(),
          "its timestamp is %d, expected 0 or more".formatted(record.timestamp()),
          e);
    }
  }
}
