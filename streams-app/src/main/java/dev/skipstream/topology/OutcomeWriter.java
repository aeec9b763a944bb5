package dev.skipstream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.Topics;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.TraceContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Writes each outcome as a record of the sink it belongs to, under the key and timestamp of its
 * input.
 *
 * <p>Threading: belongs to the stream thread of its task.
 */
final class OutcomeWriter extends ContextualProcessor<byte[], Outcome, byte[], OutgoingRecord> {
  static final String REASON_HEADER = DeadLetterHeaders.REASON;
  static final String CUT_HEADER = "skipstream.value-bytes";

  private static final String ERRORS = DeadLetterHeaders.ERRORS;

  private static final int MAX_TEXT = 16 << 10;

  private final ImageTopic input;
  private final OutcomeMetrics metrics;
  private final String detections;
  private final String deadLetters;

  /**
   * A writer to two sinks, given by the names of their nodes.
   *
   * @param input the topic that all outcomes answer
   * @param metrics counts what is written
   */
  OutcomeWriter(ImageTopic input, OutcomeMetrics metrics, String detections, String deadLetters) {
    this.input = input;
    this.metrics = metrics;
    this.detections = detections;
    this.deadLetters = deadLetters;
  }

  @Override
  public void process(Record<byte[], Outcome> record) {
    RecordMetadata at = context().recordMetadata().orElseThrow();
    Outcome outcome = record.value();
    long now = System.nanoTime();
    if (outcome instanceof Outcome.Detected detected) {
      Written event = event(detected.event(), record.headers(), at);
      event.headers().add(Timing.HEADER, utf8(detected.timing().toHeader(now)));
      forward(record, event, at, detections);
    } else if (outcome instanceof Outcome.Dropped dropped) {
      forward(record, event(dropped.event(), record.headers(), at), at, detections);
    } else if (outcome instanceof Outcome.Rejected rejected) {
      Written letter = deadLetter(rejected, record, at);
      if (rejected.reason() == RejectReason.STOPPED_THE_STREAM) {
        // Its timestamp may be what the broker refuses.
        long past = Math.min(record.timestamp(), System.currentTimeMillis());
        forward(record.withTimestamp(past), letter, at, deadLetters);
      } else {
        forward(record, letter, at, deadLetters);
      }
    } else {
      throw new IllegalStateException("no sink for " + outcome);
    }
    metrics.forwarded(outcome, record.timestamp(), System.currentTimeMillis(), now);
  }

  private record Written(byte[] value, Headers headers) {}

  private void forward(
      Record<byte[], Outcome> record, Written written, RecordMetadata at, String sink) {
    context()
        .forward(
            record
                .withValue(new OutgoingRecord(at.partition(), written.value()))
                .withHeaders(written.headers()),
            sink);
  }

  private Written event(OutcomeEvent outcome, Headers in, RecordMetadata at) {
    String id = EventId.of(input.id(), at.partition(), at.offset(), EventId.Role.OUTCOME);
    // The sink knows the topic, and the input the key: of this record only value and headers count.
    ProducerRecord<byte[], byte[]> event = EventSerdes.write(detections, id, outcome);
    TraceContext.copy(in, event.headers());
    return new Written(event.value(), event.headers());
  }

  private Written deadLetter(
      Outcome.Rejected rejected, Record<byte[], Outcome> record, RecordMetadata at) {
    Headers headers = new RecordHeaders(record.headers().toArray());
    headers.add(REASON_HEADER, utf8(rejected.reason().code()));
    headers.add(ERRORS + "exception", utf8(rejected.cause().getClass().getName()));
    headers.add(ERRORS + "message", utf8(cut(String.valueOf(rejected.cause().getMessage()))));
    headers.add(ERRORS + "stacktrace", utf8(cut(stackTrace(rejected.cause()))));
    headers.add(ERRORS + "topic", utf8(at.topic()));
    headers.add(ERRORS + "partition", utf8(Integer.toString(at.partition())));
    headers.add(ERRORS + "offset", utf8(Long.toString(at.offset())));
    byte[] value = rejected.value();
    if (value != null && size(record.key(), headers) + value.length > maxDeadLetterBytes()) {
      // A compressed record may be larger than its topic's limit once it is unpacked, and a record
      // that no broker takes would stop the stream for good.
      headers.add(CUT_HEADER, utf8(Integer.toString(value.length)));
      value = new byte[0];
    }
    return new Written(value, headers);
  }

  private long maxDeadLetterBytes() {
    return (long) input.maxRecordBytes() + Topics.DEAD_LETTER_OVERHEAD_BYTES;
  }

  /** An upper bound of what a record without a value takes, batch header included. */
  private static long size(byte[] key, Headers headers) {
    long size = 128L + (key == null ? 0 : key.length);
    for (Header header : headers) {
      size +=
          10 + header.key().length() * 3L + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
