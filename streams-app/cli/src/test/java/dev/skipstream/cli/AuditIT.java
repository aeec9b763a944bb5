package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes the outcomes itself, so that it knows what is wrong with them. */
@Timeout(60)
class AuditIT {
  private static final ModelIdentity MODEL = new ModelIdentity("street", 4, "sha256:00");
  private static final int INPUTS = 6;

  /** An outcome has the timestamp of its input: all records have this one. */
  private static final long NOW = System.currentTimeMillis();

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("audited"));
  private final Admin admin = SharedBroker.admin();
  private final Producer<byte[], byte[]> producer = producer(Map.of());
  private Uuid topicId;

  @BeforeEach
  void createTopics() throws Exception {
    Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    topicId = Topics.check(admin, topics).id();
    for (int i = 0; i < INPUTS; i++) {
      producer.send(new ProducerRecord<>(topics.images(), 0, null, new byte[] {1})).get();
    }
    commit(INPUTS);
  }

  @AfterEach
  void close() {
    producer.close();
    admin.close();
  }

  @Test
  void findsNothingWrongWhereEachHasExactlyOne() throws Exception {
    detected(0);
    dead(1);
    dropped(2);
    detected(3, 4, 5);

    Audited audited = audit();

    assertThat(audited.status()).isZero();
    assertThat(audited.report().get("inputs").asInt()).isEqualTo(6);
    assertThat(audited.report().get("detections").asInt()).isEqualTo(4);
    assertThat(audited.report().get("dropped").asInt()).isEqualTo(1);
    assertThat(audited.report().get("deadLetters").asInt()).isEqualTo(1);
  }

  @Test
  void findsALostOutcome() throws Exception {
    detected(0, 1, 3, 4, 5);

    assertThat(audit().findings())
        .containsExactly("MISSING " + topics.images() + "-0@2 has no outcome");
    assertThat(audit().status()).isEqualTo(1);
  }

  @Test
  void findsADuplicatedOutcomeUnlessRepeatsAreAllowed() throws Exception {
    detected(0, 1, 2, 3);
    dead(3);
    detected(4, 5);

    // Which of the two is read last is up to the broker.
    assertThat(audit().findings())
        .singleElement()
        .asString()
        .startsWith("DUPLICATED %s-0@3 has one more outcome in ".formatted(topics.images()));
    assertThat(audit("--allow-repeats").status()).isZero();
  }

  @Test
  void findsOutcomesOutOfOrder() throws Exception {
    detected(0, 2, 1, 3, 4, 5);

    assertThat(audit().findings())
        .containsExactly(
            "OUT_OF_ORDER %s-0@1 has its outcome in %s after that of offset 2"
                .formatted(topics.images(), topics.detections()));
  }

  @Test
  void findsAnOutcomeUnderAnotherId() throws Exception {
    detected(0, 1, 2, 3, 4);
    send(detection(5), id(4));

    assertThat(audit().findings()).singleElement().asString().startsWith("WRONG_ID");
  }

  @Test
  void findsAnOutcomeUnderAnotherTimestamp() throws Exception {
    detected(0, 1, 2, 3, 4);
    ProducerRecord<byte[], byte[]> outcome =
        EventSerdes.write(topics.detections(), id(5), detection(5));
    producer
        .send(
            new ProducerRecord<>(
                outcome.topic(), 0, NOW - 1, outcome.key(), outcome.value(), outcome.headers()))
        .get();

    assertThat(audit().findings())
        .containsExactly(
            "WRONG_TIMESTAMP %s-0@5 has the timestamp %d, and its outcome states [%d]"
                .formatted(topics.images(), NOW, NOW - 1));
    assertThat(audit("--skip-answered").status()).isZero();
  }

  @Test
  void findsARecordThatIsNoOutcome() throws Exception {
    detected(0, 1, 2, 3, 4, 5);
    producer.send(new ProducerRecord<>(topics.deadLetters(), 0, null, new byte[] {1})).get();

    assertThat(audit().findings()).singleElement().asString().startsWith("UNREADABLE");
  }

  /**
   * Writes records of an aborted transaction, which are no outcomes, and transaction markers, which
   * are no inputs.
   */
  @Test
  void countsWhatIsCommittedOnly() throws Exception {
    try (Producer<byte[], byte[]> transactional =
        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.images()))) {
      transactional.initTransactions();
      transactional.beginTransaction();
      transactional.send(new ProducerRecord<>(topics.images(), 0, null, new byte[] {1})).get();
      transactional.commitTransaction();
      transactional.beginTransaction();
      transactional.send(new ProducerRecord<>(topics.images(), 0, null, new byte[] {1})).get();
      transactional.send(EventSerdes.write(topics.detections(), id(0), detection(0))).get();
      transactional.abortTransaction();
    }
    commit(INPUTS + 4);
    detected(0, 1, 2, 3, 4, 5, 6);

    Audited audited = audit();

    assertThat(audited.findings()).isEmpty();
    assertThat(audited.report().get("inputs").asInt()).isEqualTo(7);
  }

  /**
   * Writes detections of three aborted inputs, as a reader with {@code
   * isolation.level=read_uncommitted} would.
   */
  @Test
  void findsOutcomesOfAbortedInputs() throws Exception {
    try (Producer<byte[], byte[]> transactional =
        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.images()))) {
      transactional.initTransactions();
      transactional.beginTransaction();
      for (int i = 0; i < 3; i++) {
        transactional.send(new ProducerRecord<>(topics.images(), 0, null, new byte[] {1})).get();
      }
      transactional.abortTransaction();
    }
    commit(INPUTS + 4);
    detected(0, 1, 2, 3, 4, 5, 6, 7, 8);

    Audited audited = audit();

    assertThat(audited.status()).isEqualTo(1);
    assertThat(audited.findings())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("WITHOUT_INPUT " + topics.images() + "-0@6 has an outcome, and holds no");
    assertThat(audited.report().get("inputs").asInt()).isEqualTo(INPUTS);
    assertThat(audit("--skip-answered").status()).isZero();
  }

  @Test
  void findsAnOutcomeBeyondTheEndOfTheTopic() throws Exception {
    detected(0, 1, 2, 3, 4, 5, 9);

    assertThat(audit().findings())
        .containsExactly(
            "WITHOUT_INPUT %s-0@9 has an outcome in %s, and the topic has no such offset"
                .formatted(topics.images(), topics.detections()));
  }

  @Test
  void outcomesThatRetentionDeletedAreDeletedAndNotMissing() throws Exception {
    detected(0, 1, 2, 3, 4, 5);
    delete(topics.detections(), 2);

    Audited audited = audit();

    assertThat(audited.status()).isZero();
    assertThat(audited.report().get("deleted").asInt()).isEqualTo(2);
    assertThat(audited.report().get("deletions").get(0).get("topic").asText())
        .isEqualTo(topics.detections());
    assertThat(page())
        .contains(", 2 deleted")
        .contains("partition 0, offsets [0, 6): 6 image events, 0 without outcome")
        .contains("topic " + topics.detections() + " has deleted its oldest records")
        .contains("retention.ms=604800000 (7 days)")
        .contains("each of the other 4 has exactly one outcome, in order")
        .doesNotContain("partition 1");
  }

  @Test
  void aLostOutcomeIsMissingAlsoWhereOlderOnesAreDeleted() throws Exception {
    detected(0, 1, 2, 4, 5);
    delete(topics.detections(), 2);

    assertThat(audit().findings())
        .containsExactly("MISSING " + topics.images() + "-0@3 has no outcome");
  }

  /** A partition of dead letters is empty as a rule: its age tells, not its oldest record. */
  @Test
  void aLostOutcomeIsMissingWhereOnlyOldDeadLettersAreDeleted() throws Exception {
    detected(0, 1, 2, 4, 5);
    dead(3);
    delete(topics.deadLetters(), 1);

    assertThat(audit().findings())
        .containsExactly("MISSING " + topics.images() + "-0@3 has no outcome");
    retain(topics.deadLetters(), 0);
    assertThat(audit().findings()).isEmpty();
    assertThat(audit().report().get("deleted").asInt()).isEqualTo(1);
  }

  @Test
  void aRangeWithoutImageEventsSaysThatNothingWasChecked() {
    assertThat(page("--from-offset=6"))
        .startsWith(topics.images() + ": 0 image events, nothing checked\n")
        .doesNotContain("exactly one");
  }

  @Test
  void aRecordOfAnotherProducerWithNullsIsUnreadable() throws Exception {
    detected(0, 1, 2, 3, 4, 5);
    for (String name : List.of("ce_type", "ce_id", "ce_source", "content-type")) {
      ProducerRecord<byte[], byte[]> record =
          EventSerdes.write(topics.detections(), id(0), detection(0));
      record.headers().remove(name).add(name, null);
      producer.send(record).get();
    }
    send(topics.detections(), detection(0), null);
    send(topics.detections(), detection(0), "null".getBytes(UTF_8));

    assertThat(audit("--allow-repeats").findings())
        .hasSize(4)
        .filteredOn(finding -> finding.startsWith("UNREADABLE"))
        .extracting(finding -> finding.substring(finding.indexOf("is no outcome")))
        .containsExactly(
            "is no outcome: ce_type is null: expected %s, %s, %s or %s"
                .formatted(
                    DetectionEvent.TYPE,
                    ClassificationEvent.TYPE,
                    SegmentationEvent.TYPE,
                    FrameDropped.TYPE),
            "is no outcome: detection event: the record has no value, expected JSON",
            "is no outcome: detection event: the value is null, expected a JSON object");
  }

  @Test
  void whatIsUnderWayIsNotMissing() throws Exception {
    commit(2);
    detected(0, 1);

    assertThat(audit().status()).isZero();
    assertThat(audit("--to-offset=6").findings()).hasSize(4);
  }

  @Test
  void auditsTheRangeThatIsAskedFor() throws Exception {
    detected(2, 3);

    assertThat(audit("--from-offset=0:2", "--to-offset=4").status()).isZero();
    assertThat(audit("--from-offset=1", "--to-offset=0:4").findings()).hasSize(1);
    String tomorrow = Instant.now().plusSeconds(86_400).toString();
    assertThat(audit("--from-datetime=" + tomorrow).report().get("inputs").asInt()).isZero();
    assertThat(audit("--to-datetime=" + tomorrow).findings()).hasSize(4);
  }

  /** Gaps that are far apart are read one by one. */
  @Test
  void findsLostOutcomesFarApart() throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int offset = INPUTS; offset < 500; offset++) {
      sent.add(producer.send(new ProducerRecord<>(topics.images(), 0, null, new byte[] {1})));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
    commit(500);
    detected(LongStream.range(0, 500).filter(offset -> offset % 240 != 10).toArray());

    for (String how : List.of("--skip-answered", "--from-offset=0")) {
      assertThat(audit(how).findings())
          .containsExactly(
              "MISSING " + topics.images() + "-0@10 has no outcome",
              "MISSING " + topics.images() + "-0@250 has no outcome",
              "MISSING " + topics.images() + "-0@490 has no outcome");
    }
  }

  @Test
  void refusesToEndWhereAnApplicationHasCommittedNothing() {
    assertThat(executeFor("nobody", Stream.of())).isEqualTo(3);
    assertThat(executeFor("nobody", Stream.of("--to-offset=6"))).isEqualTo(1);
  }

  @Test
  void refusesARangeThatIsNone() {
    assertThat(execute("--from-offset=x")).isEqualTo(2);
    assertThat(execute("--from-offset=1", "--from-datetime=2026-11-23T10:15:30.000")).isEqualTo(2);
    assertThat(execute("--to-datetime=yesterday")).isEqualTo(2);
    assertThat(execute("--from-offset=7:1")).isEqualTo(2);
  }

  private record Audited(int status, JsonNode report) {
    List<String> findings() {
      List<String> findings = new ArrayList<>();
      report
          .get("findings")
          .forEach(
              finding ->
                  findings.add(
                      finding.get("kind").asText()
                          + " "
                          + finding.get("at").asText()
                          + " "
                          + finding.get("detail").asText()));
      return findings;
    }
  }

  private Audited audit(String... more) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      int status = execute(Stream.concat(Stream.of("--json"), Stream.of(more)));
      return new Audited(status, new ObjectMapper().readTree(out.toString(UTF_8)));
    } finally {
      System.setOut(before);
    }
  }

  private String page(String... more) {
    return Printed.by(arguments(topics.images(), Stream.of(more)));
  }

  private int execute(String... more) {
    return execute(Stream.of(more));
  }

  private int execute(Stream<String> more) {
    return executeFor(topics.images(), more);
  }

  private int executeFor(String application, Stream<String> more) {
    return Main.commandLine().execute(arguments(application, more));
  }

  private String[] arguments(String application, Stream<String> more) {
    return Stream.concat(
            Stream.of(
                "audit",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topics.images(),
                "--application-id=" + application),
            more)
        .toArray(String[]::new);
  }

  private void delete(String topic, long before) throws Exception {
    admin
        .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  private void retain(String topic, long millis) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, Long.toString(millis)),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            topics.images(),
            Map.of(new TopicPartition(topics.images(), 0), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private void detected(long... offsets) throws Exception {
    for (long offset : offsets) {
      send(detection(offset), id(offset));
    }
  }

  private DetectionEvent detection(long offset) {
    return new DetectionEvent(
        new FrameInfo("lobby/1", "lobby", Optional.empty(), Optional.empty(), 2, 1),
        Optional.of(input(offset)),
        MODEL,
        List.of());
  }

  private void dropped(long offset) throws Exception {
    send(
        new FrameDropped(
            new FrameOrigin("lobby/1", "lobby", Optional.empty(), Optional.empty()),
            input(offset),
            MODEL,
            DropReason.TOO_OLD,
            900),
        id(offset));
  }

  private void dead(long offset) throws Exception {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topics.deadLetters(), 0, null, new byte[] {1});
    Map.of("topic", topics.images(), "partition", "0", "offset", Long.toString(offset))
        .forEach(
            (name, value) ->
                letter.headers().add(DeadLetterHeaders.ERRORS + name, value.getBytes(UTF_8)));
    producer.send(letter).get();
  }

  private void send(OutcomeEvent event, String id) throws Exception {
    producer.send(EventSerdes.write(topics.detections(), id, event)).get();
  }

  private void send(String topic, OutcomeEvent event, byte[] value) throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topic, id(0), event);
    producer.send(new ProducerRecord<>(topic, 0, record.key(), value, record.headers())).get();
  }

  private InputPosition input(long offset) {
    return new InputPosition(topics.images(), 0, offset);
  }

  private String id(long offset) {
    return EventId.of(topicId, 0, offset, EventId.Role.OUTCOME);
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(
            new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.timestamp() == null ? (Long) NOW : record.timestamp(),
                record.key(),
                record.value(),
                record.headers()),
            callback);
      }
    };
  }
}
