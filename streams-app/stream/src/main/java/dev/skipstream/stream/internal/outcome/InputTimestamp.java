package dev.skipstream.stream.internal.outcome;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skipstream.schemas.serde.EventHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The timestamp of an input record as its producer wrote it. Kafka Streams accepts no negative
 * timestamps: it stops at them, or skips the record. {@link Extractor} gives such a record another
 * timestamp and marks it with an instance of this class, a header that exists in memory only. A
 * header from outside is never an instance of this class, so no producer can forge the mark.
 *
 * @param millis the producer's timestamp, which is negative
 */
public record InputTimestamp(long millis) implements Header {

  @Override
  public String key() {
    return EventHeaders.INPUT_TIMESTAMP;
  }

  @Override
  public byte[] value() {
    return Long.toString(millis).getBytes(US_ASCII);
  }

  /** Returns the timestamp that the producer of a record wrote: negative when it wrote none. */
  public static long of(Record<?, ?> record) {
    return of(record.headers(), record.timestamp());
  }

  private static long of(Headers headers, long otherwise) {
    for (Header header : headers.headers(EventHeaders.INPUT_TIMESTAMP)) {
      if (header instanceof InputTimestamp mark) {
        return mark.millis();
      }
    }
    return otherwise;
  }

  /** Returns the headers that the producer wrote, without the mark; a copy. */
  public static Headers withoutMark(Headers headers) {
    RecordHeaders copy = new RecordHeaders();
    for (Header header : headers) {
      if (!(header instanceof InputTimestamp)) {
        copy.add(header);
      }
    }
    return copy;
  }

  /**
   * Returns a record that the stream accepts, from one that was read without Kafka Streams: with
   * the mark where its timestamp is negative.
   */
  public static Record<byte[], byte[]> accept(ConsumerRecord<byte[], byte[]> record) {
    return new Record<>(
        record.key(),
        record.value(),
        acceptable(record.timestamp(), record.headers(), 0),
        record.headers());
  }

  private static long acceptable(long timestamp, Headers headers, long partitionTime) {
    if (timestamp >= 0) {
      return timestamp;
    }
    headers.add(new InputTimestamp(timestamp));
    return Math.max(0, partitionTime);
  }

  /**
   * Extracts a timestamp that is never negative: for a record without one, the largest of its
   * partition so far.
   */
  public static final class Extractor implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
      return acceptable(record.timestamp(), record.headers(), partitionTime);
    }
  }
}
