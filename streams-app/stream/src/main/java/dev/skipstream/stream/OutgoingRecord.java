package dev.skipstream.stream;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A value on its way to a sink, and the input partition that it answers. Outcomes of one input
 * partition stay together and in order, whatever their keys are, null included.
 *
 * @param partition of the input
 * @param value may be null; the record owns the bytes
 */
public record OutgoingRecord(int partition, byte[] value) {

  /** Writes the value, null included. */
  public static final Serializer<OutgoingRecord> SERIALIZER = (topic, record) -> record.value();

  /**
   * The partitioner, which returns the input's partition: the start check rejects outputs with
   * fewer partitions. Kafka Streams 4.4 deprecates the implemented method for removal, but it is
   * still the interface's only abstract one.
   */
  @SuppressWarnings("removal")
  public static final StreamPartitioner<byte[], OutgoingRecord> PARTITIONER =
      (topic, key, record, partitions) -> Optional.of(Set.of(record.partition()));
}
