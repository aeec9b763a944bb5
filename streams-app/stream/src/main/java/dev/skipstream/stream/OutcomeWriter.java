package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.RedrivenFrom;
import dev.skipstream.stream.internal.outcome.DeadLetter;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.OutcomeUnwritableException;
import dev.skipstream.stream.internal.outcome.Timing;
import dev.skipstream.stream.internal.outcome.Written;
import dev.skipstream.stream.internal.telemetry.FrameClock;
import dev.skipstream.stream.internal.telemetry.FrameTrace;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.TopicNames;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Writes each outcome as a record of the sink it belongs to, under the key and timestamp of its
 * input. Checks each record against its topic first: what the broker would reject, and so end the
 * stream, is replaced by a dead letter that fits.
 *
 * <p>Threading: belongs to the stream thread of its task.
 */
final class OutcomeWriter extends ContextualProcessor<byte[], Outcome, byte[], OutgoingRecord> {

  /** The nodes that write to the outputs of a pipeline. */
  record Sinks(String detections, String deadLetters) {}

  private final TopicNames topics;
  private final ImageTopic input;
  private final OutputLimits limits;
  private final boolean replaces;
  private final OutcomeMetrics metrics;
  private final FrameTraces traces;
  private final Sinks sinks;

  /** A writer of the outcomes of a pipeline. */
  OutcomeWriter(DetectionTopology.Part part, Sinks sinks) {
    this.topics = part.topics();
    this.input = part.input();
    this.limits = part.outputs();
    this.replaces = part.safeguards().replaces();
    this.metrics = part.metrics();
    this.traces = part.traces();
    this.sinks = sinks;
  }

  @Override
  public void process(Record<byte[], Outcome> record) {
    RecordMetadata at = context().recordMetadata().orElseThrow();
    FrameClock clock = FrameClock.now();
    FrameTrace trace = traces.leaving(record.headers(), record.value(), at, clock);
    Now now = new Now(clock.millis(), clock.nanos(), trace);
    Outcome outcome =
        replaces || stoppedTheStream(record.value())
            ? forwardFitting(record, at, now)
            : forward(record, at, now);
    metrics.forwarded(outcome, InputTimestamp.of(record), now.millis(), now.nanos());
    trace.left(outcome);
  }

  /** Its dead letter has to fit whatever else is switched off: the record is not tried again. */
  private static boolean stoppedTheStream(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.reason() == RejectReason.STOPPED_THE_STREAM;
  }

  /** One moment on two clocks, and the trace of the frame whose outcome leaves then. */
  private record Now(long millis, long nanos, FrameTrace trace) {}

  /**
   * The timestamp of an outcome.
   *
   * @param header the input's timestamp, where the outcome cannot have it
   */
  private record Stamp(long millis, Optional<Header> header) {}

  /** The event of an outcome cannot be written; a dead letter can. */
  private static final class UnwritableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    UnwritableException(RejectReason reason, RuntimeException cause) {
      super(cause);
      this.reason = reason;
    }
  }

  /** Returns the outcome that was forwarded: another than the record's where that does not fit. */
  private Outcome forwardFitting(Record<byte[], Outcome> record, RecordMetadata at, Now now) {
    if (record.value() instanceof Outcome.Rejected rejected) {
      forwardDeadLetter(record, at, now, rejected, false);
      return rejected;
    }
    limits.requirePartition(topics.detections(), at.partition(), at.topic());
    Stamp stamp = stamp(record, limits.of(topics.detections()), now);
    Written event;
    try {
      event = fittingEvent(record, at, now, stamp);
    } catch (UnwritableException e) {
      Optional<byte[]> value = record.value().keptInput();
      Outcome.Rejected instead = new Outcome.Rejected(e.reason, e.getCause(), value.orElse(null));
      forwardDeadLetter(record, at, now, instead, value.isEmpty());
      return instead;
    }
    send(record, event, stamp, at, sinks.detections());
    return record.value();
  }

  private void forwardDeadLetter(
      Record<byte[], Outcome> record,
      RecordMetadata at,
      Now now,
      Outcome.Rejected rejected,
      boolean valueIsGone) {
    limits.requirePartition(topics.deadLetters(), at.partition(), at.topic());
    OutputTopic topic = limits.of(topics.deadLetters());
    Stamp stamp = stamp(record, topic, now);
    Written letter =
        deadLetter(record, at, rejected, valueIsGone, stamp)
            .fitting(limits.room(topics.deadLetters()), topic.compacted());
    send(record, letter, stamp, at, sinks.deadLetters());
  }

  /** Forwards an outcome without a check: a record that the broker rejects ends the stream. */
  private Outcome forward(Record<byte[], Outcome> record, RecordMetadata at, Now now) {
    Stamp stamp = new Stamp(record.timestamp(), Optional.empty());
    if (record.value() instanceof Outcome.Rejected rejected) {
      Written letter = deadLetter(record, at, rejected, false, stamp).whole();
      send(record, letter, stamp, at, sinks.deadLetters());
    } else {
      send(record, event(record, at, now, stamp), stamp, at, sinks.detections());
    }
    return record.value();
  }

  private static Stamp stamp(Record<byte[], Outcome> record, OutputTopic topic, Now now) {
    long original = InputTimestamp.of(record);
    return original >= 0 && topic.keeps(original, now.millis())
        ? new Stamp(original, Optional.empty())
        : new Stamp(now.millis(), Optional.of(new InputTimestamp(original)));
  }

  private Written fittingEvent(
      Record<byte[], Outcome> record, RecordMetadata at, Now now, Stamp stamp)
      throws UnwritableException {
    Written event;
    try {
      event = event(record, at, now, stamp);
    } catch (RuntimeException e) {
      throw new UnwritableException(RejectReason.INTERNAL, e);
    }
    long room = limits.room(topics.detections());
    if (event.size() > room) {
      throw new UnwritableException(
          RejectReason.OUTCOME_UNWRITABLE,
          OutcomeUnwritableException.tooLarge(topics.detections(), event.size(), room));
    }
    if (event.key() == null && limits.of(topics.detections()).compacted()) {
      throw new UnwritableException(
          RejectReason.OUTCOME_UNWRITABLE,
          OutcomeUnwritableException.withoutKey(topics.detections()));
    }
    return event;
  }

  private Written event(Record<byte[], Outcome> record, RecordMetadata at, Now now, Stamp stamp) {
    OutcomeEvent outcome =
        record.value().toWrite().orElseThrow(() -> new IllegalStateException("no event to write"));
    String id = EventId.of(input.id(), at.partition(), at.offset(), EventId.Role.OUTCOME);
    // The sink knows the topic, and the input the key: of this record only value and headers count.
    ProducerRecord<byte[], byte[]> event = EventSerdes.write(topics.detections(), id, outcome);
    now.trace().writeContext(event.headers());
    RedrivenFrom.copy(record.headers(), event.headers());
    if (record.value() instanceof Outcome.Detected detected) {
      event.headers().add(Timing.HEADER, utf8(detected.timing().toHeader(now.nanos())));
      event
          .headers()
          .add(EventHeaders.BATCH, utf8(Integer.toString(detected.timing().run().frames())));
    }
    stamp.header().ifPresent(event.headers()::add);
    return new Written(record.key(), event.value(), event.headers());
  }

  private static DeadLetter deadLetter(
      Record<byte[], Outcome> record,
      RecordMetadata at,
      Outcome.Rejected rejected,
      boolean valueIsGone,
      Stamp stamp) {
    return new DeadLetter(
        rejected,
        valueIsGone,
        record.key(),
        InputTimestamp.withoutMark(record.headers()),
        at,
        stamp.header());
  }

  private void send(
      Record<byte[], Outcome> record,
      Written written,
      Stamp stamp,
      RecordMetadata at,
      String sink) {
    context()
        .forward(
            record
                .withKey(written.key())
                .withValue(new OutgoingRecord(at.partition(), written.value()))
                .withTimestamp(stamp.millis())
                .withHeaders(written.headers()),
            sink);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
