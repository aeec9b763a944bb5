package dev.skipstream.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class OutcomeLedgerTest {
  private static final TopicNames TOPICS = TopicNames.of("images");
  private static final Uuid TOPIC_ID = Uuid.randomUuid();

  /** A run detects 0 and rejects 1, and crashes; the next one, for which 0 fails, rejects both. */
  @Test
  void aRunAfterACrashMayRejectWhatTheRunBeforeHadDetected() {
    OutcomeLedger deadLettersFirst = ledger(true);
    reject(deadLettersFirst, 1, 0, 1);
    detect(deadLettersFirst, 0);
    OutcomeLedger detectionsFirst = ledger(true);
    detect(detectionsFirst, 0);
    reject(detectionsFirst, 1, 0, 1);

    assertThat(report(deadLettersFirst).findings()).isEmpty();
    assertThat(report(detectionsFirst).findings()).isEmpty();
    assertThat(report(detectionsFirst).repeated()).isEqualTo(2);
  }

  @Test
  void theOnlyOutcomeOfAnInputIsInOrderUnderEitherGuarantee() {
    for (boolean mayRepeat : new boolean[] {true, false}) {
      OutcomeLedger ledger = ledger(mayRepeat);
      reject(ledger, 1, 0);

      assertThat(report(ledger).findings())
          .containsExactly(
              new Finding(
                  Finding.Kind.OUT_OF_ORDER,
                  "images-0@0",
                  "has its outcome in images.dead-letters after that of offset 1"));
    }
  }

  @Test
  void anInputWhoseOutcomesAllComeLateIsOutOfOrder() {
    OutcomeLedger ledger = ledger(true);
    reject(ledger, 1, 0, 0);

    assertThat(report(ledger).findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.OUT_OF_ORDER);
  }

  @Test
  void anOutcomeWithoutACommittedInputIsFoundAndSoIsAnInputWithoutOutcome() {
    OutcomeLedger ledger = ledger(false);
    detect(ledger, 0);
    ledger.input(new InputPosition(TOPICS.images(), 0, 1), 0);

    assertThat(ledger.report().wrong())
        .isEqualTo(Map.of(Finding.Kind.MISSING, 1L, Finding.Kind.WITHOUT_INPUT, 1L));
  }

  @Test
  void anOutcomeStatesTheTimestampOfItsInputAsItsOwnOrInTheHeader() {
    OutcomeLedger ledger = ledger(true);
    detect(ledger, 0, 7);
    detect(ledger, 0, 9, "7");
    detect(ledger, 1, 9, "-1");

    ledger.input(new InputPosition(TOPICS.images(), 0, 0), 7);
    ledger.input(new InputPosition(TOPICS.images(), 0, 1), -1);

    assertThat(ledger.report().findings()).isEmpty();
  }

  @Test
  void anOutcomeThatStatesAnotherTimestampIsFound() {
    OutcomeLedger ledger = ledger(false);
    detect(ledger, 0, 9, "07", "8");
    detect(ledger, 1, 9, "seven");

    ledger.input(new InputPosition(TOPICS.images(), 0, 0), 7);
    ledger.input(new InputPosition(TOPICS.images(), 0, 1), 7);

    assertThat(ledger.report().findings())
        .containsExactly(
            new Finding(
                Finding.Kind.WRONG_TIMESTAMP,
                "images-0@0",
                "has the timestamp 7, and its outcome states [8, 9]"),
            new Finding(
                Finding.Kind.WRONG_TIMESTAMP,
                "images-0@1",
                "has the timestamp 7, and its outcome states [9]"));
  }

  @Test
  void eachOutcomeOfAnInputStatesItsTimestamp() {
    OutcomeLedger ledger = ledger(true);
    detect(ledger, 0, 7);
    detect(ledger, 0, 8);
    detect(ledger, 1, 7);

    ledger.input(new InputPosition(TOPICS.images(), 0, 0), 7);
    ledger.input(new InputPosition(TOPICS.images(), 0, 1), 7);

    assertThat(ledger.report().findings())
        .containsExactly(
            new Finding(
                Finding.Kind.WRONG_TIMESTAMP,
                "images-0@0",
                "has the timestamp 7, and its outcomes state different ones"));
  }

  /** Both inputs are committed image events. */
  private static AuditReport report(OutcomeLedger ledger) {
    ledger.input(new InputPosition(TOPICS.images(), 0, 0), 0);
    ledger.input(new InputPosition(TOPICS.images(), 0, 1), 0);
    return ledger.report();
  }

  private static OutcomeLedger ledger(boolean mayRepeat) {
    return new OutcomeLedger(
        new OutcomeLedger.Inputs(
            TOPICS, TOPIC_ID, List.of(new OffsetRange(0, 0, 2)), Map.of(0, 2L)),
        new DeletedOutcomes(TOPICS, Map.of(), Map.of(), 0),
        new Audit.Rules(mayRepeat, false));
  }

  private static void detect(OutcomeLedger ledger, long offset) {
    detect(ledger, offset, 0);
  }

  private static void detect(
      OutcomeLedger ledger, long offset, long timestamp, String... inHeaders) {
    DetectionEvent event =
        new DetectionEvent(
            new FrameInfo("lobby/1", "lobby", Optional.empty(), Optional.empty(), 2, 1),
            Optional.of(new InputPosition(TOPICS.images(), 0, offset)),
            new ModelIdentity("cells", 1, "sha256:00"),
            List.of());
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write(
            TOPICS.detections(), EventId.of(TOPIC_ID, 0, offset, EventId.Role.OUTCOME), event);
    for (String text : inHeaders) {
      record.headers().add(EventHeaders.INPUT_TIMESTAMP, text.getBytes(UTF_8));
    }
    ledger.add(read(record.topic(), timestamp, record.headers(), record.value()));
  }

  private static void reject(OutcomeLedger ledger, long... offsets) {
    for (long offset : offsets) {
      Headers headers = new RecordHeaders();
      Map.of("topic", TOPICS.images(), "partition", "0", "offset", Long.toString(offset))
          .forEach(
              (name, value) -> headers.add(DeadLetterHeaders.ERRORS + name, value.getBytes(UTF_8)));
      ledger.add(read(TOPICS.deadLetters(), 0, headers, new byte[] {1}));
    }
  }

  private static ConsumerRecord<byte[], byte[]> read(
      String topic, long timestamp, Headers headers, byte[] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        value.length,
        new byte[0],
        value,
        headers,
        Optional.empty());
  }
}
