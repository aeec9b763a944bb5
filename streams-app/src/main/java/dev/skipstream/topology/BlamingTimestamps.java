package dev.skipstream.topology;

import dev.skipstream.async.RecordException;
import dev.skipstream.journal.Suspicion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Names the record where no timestamp can be made of it, and lets one by that is not tried again:
 * Kafka Streams asks for timestamps before the stage has the record.
 *
 * <p>Threading: for any number of stream threads.
 */
final class BlamingTimestamps implements TimestampExtractor {
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
      return record.timestamp() < 0 ? Math.max(0, partitionTime) : record.timestamp();
    }
    try {
      return timestamps.extract(record, partitionTime);
    } catch (RuntimeException e) {
      throw new RecordException(
          partition,
          record.offset(),
          "no timestamp can be made of %d".formatted(record.timestamp()),
          e);
    }
  }
}
