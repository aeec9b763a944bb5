package dev.skipstream.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TopicNames;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The reference of a record of an output topic to its input.
 *
 * @param kind the kind of outcome
 * @param input the input that it names
 * @param id the id of the event; a dead letter keeps its input's headers and has no id of its own
 */
public record OutcomeRef(Kind kind, InputPosition input, Optional<String> id) {

  /** The kinds of outcomes. */
  public enum Kind {
    DETECTION,
    DROPPED,
    DEAD_LETTER
  }

  /**
   * Reads the reference from a record.
   *
   * @throws InvalidEventException when the record is no outcome of an input
   */
  public static OutcomeRef of(ConsumerRecord<byte[], byte[]> record, TopicNames topics)
      throws InvalidEventException {
    if (record.topic().equals(topics.deadLetters())) {
      return new OutcomeRef(
          Kind.DEAD_LETTER, DeadLetterHeaders.input(record.headers()), Optional.empty());
    }
    OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
    Optional<String> id =
        Optional.ofNullable(record.headers().lastHeader("ce_id"))
            .map(Header::value)
            .map(value -> new String(value, UTF_8));
    if (event instanceof FindingsEvent found) {
      InputPosition input =
          found.input().orElseThrow(() -> new InvalidEventException("the event names no input"));
      return new OutcomeRef(Kind.DETECTION, input, id);
    }
    return new OutcomeRef(Kind.DROPPED, ((FrameDropped) event).input(), id);
  }
}
