package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.outcome.Timing;
import dev.skipstream.stream.internal.outcome.Written;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Outcomes that do not fit into their topic as they are. */
class OutcomeWriterTest {
  private static final TopicNames TOPICS = TopicNames.of("images");
  private static final Duration EVER = Duration.ofMillis(Long.MAX_VALUE);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long NOW = System.currentTimeMillis();
  private static final long IN_2099 = 4_070_908_800_000L;

  private OutputTopic detections = topic(TOPICS.detections(), 1 << 20, HOUR, false);
  private OutputTopic deadLetters = topic(TOPICS.deadLetters(), 2 << 20, HOUR, false);
  private Safeguards safeguards = Safeguards.ALL;

  @Test
  void anEventThatFitsIsWrittenAsItIs() {
    CapturedForward<byte[], OutgoingRecord> out =
        write(key(10), NOW, new RecordHeaders(), found(1));

    assertThat(out.childName()).hasValue("to-detections");
    assertThat(out.record().timestamp()).isEqualTo(NOW);
    assertThat(out.record().key()).hasSize(10);
    assertThat(text(out, "skipstream-input-timestamp")).isEqualTo("absent");
  }

  @Test
  void anEventThatIsTooLargeForItsTopicBecomesADeadLetterWithItsInput() {
    CapturedForward<byte[], OutgoingRecord> out =
        write(key(10), NOW, new RecordHeaders(), found(20_000));

    assertThat(out.childName()).hasValue("to-dead-letters");
    assertThat(text(out, "skipstream.reason")).isEqualTo("outcome-unwritable");
    assertThat(text(out, "__streams.errors.message"))
        .contains("topic detections", "max.message.bytes", Integer.toString(1 << 20));
    assertThat(out.record().value().value()).isEqualTo("the image".getBytes(UTF_8));
    assertThat(text(out, "skipstream.dropped")).isEqualTo("absent");
  }

  /** The stage holds the values of small events no more. */
  @Test
  void aSmallEventThatDoesNotFitBecomesADeadLetterThatLacksTheValueAndSaysSo() {
    detections = topic(TOPICS.detections(), 500, HOUR, false);

    CapturedForward<byte[], OutgoingRecord> out =
        write(key(10), NOW, new RecordHeaders(), found(1));

    assertThat(text(out, "skipstream.reason")).isEqualTo("outcome-unwritable");
    assertThat(out.record().value().value()).isNull();
    assertThat(text(out, "skipstream.dropped")).isEqualTo("value");
  }

  @Test
  void theProducersLimitCountsAsTheTopicsDoes() {
    CapturedForward<byte[], OutgoingRecord> out =
        write(key(10), NOW, new RecordHeaders(), found(5_000), 200_000);

    assertThat(text(out, "skipstream.reason")).isEqualTo("outcome-unwritable");
    assertThat(text(out, "__streams.errors.message")).contains("max.request.size");
  }

  @Test
  void aTopicThatCompressesAnewHasLessRoom() {
    OutputTopic plain = topic("t", 70_000, HOUR, false);
    OutputTopic anew = new OutputTopic("t", 4, 70_000, true, false, EVER, HOUR, false);

    assertThat(plain.room()).isEqualTo(70_000);
    assertThat(anew.room()).isEqualTo(70_000 - 10_000 - 1_024);
  }

  @Test
  void aDeadLetterDropsTheValueThenTheKeyThenTheHeadersThenTheStackTrace() {
    Headers headers = new RecordHeaders().add("camera", new byte[10_000]);
    Outcome.Rejected rejected =
        new Outcome.Rejected(
            RejectReason.DAMAGED_IMAGE,
            new IllegalStateException("x".repeat(10_000)),
            new byte[30_000]);
    int[] rooms = {200_000, 75_000, 45_000, 30_000, 2_000, 0};
    String[] dropped = {
      "absent",
      "value",
      "value,key",
      "value,key,headers",
      "value,key,headers,stacktrace",
      "value,key,headers,stacktrace"
    };

    for (int i = 0; i < rooms.length; i++) {
      deadLetters = topic(TOPICS.deadLetters(), rooms[i], HOUR, false);
      CapturedForward<byte[], OutgoingRecord> out = write(key(20_000), NOW, headers, rejected);

      assertThat(text(out, "skipstream.dropped")).as("room %d", rooms[i]).isEqualTo(dropped[i]);
      assertThat(text(out, "skipstream.reason")).isEqualTo("damaged-image");
      assertThat(text(out, "__streams.errors.partition")).isEqualTo("3");
      assertThat(text(out, "__streams.errors.offset")).isEqualTo("9121");
      if (rooms[i] >= 2_000) {
        assertThat(sizeOf(out)).isLessThanOrEqualTo(rooms[i]);
      }
      assertThat(text(out, "skipstream.value-bytes")).isEqualTo(i > 0 ? "30000" : "absent");
      assertThat(text(out, "skipstream.key-bytes")).isEqualTo(i > 1 ? "20000" : "absent");
      assertThat(text(out, "skipstream.header-bytes")).isEqualTo(i > 2 ? "10016" : "absent");
    }
  }

  @Test
  void aTimestampThatTheTopicRejectsIsReplacedAndStated() {
    for (Outcome outcome : List.of(found(1), rejected())) {
      assertReplaced(write(key(1), IN_2099, new RecordHeaders(), outcome), IN_2099);
      assertReplaced(write(key(1), Long.MAX_VALUE, new RecordHeaders(), outcome), Long.MAX_VALUE);
      // The timestamp is within the window now, but not at the time of the broker's check.
      long close = System.currentTimeMillis() + HOUR.toMillis() - 60_000;
      assertReplaced(write(key(1), close, new RecordHeaders(), outcome), close);
    }
  }

  @Test
  void aTopicThatAcceptsTheTimestampKeepsIt() {
    detections = topic(TOPICS.detections(), 1 << 20, EVER, false);

    for (long timestamp : new long[] {0, IN_2099, Long.MAX_VALUE}) {
      CapturedForward<byte[], OutgoingRecord> out =
          write(key(1), timestamp, new RecordHeaders(), found(1));
      assertThat(out.record().timestamp()).isEqualTo(timestamp);
      assertThat(text(out, "skipstream-input-timestamp")).isEqualTo("absent");
    }
  }

  @Test
  void aRecordWithoutATimestampIsAcceptedAndItsOutcomeSaysSo() {
    ConsumerRecord<byte[], byte[]> input =
        new ConsumerRecord<>(
            "images",
            3,
            9121,
            -1,
            org.apache.kafka.common.record.TimestampType.NO_TIMESTAMP_TYPE,
            1,
            1,
            key(1),
            key(1),
            new RecordHeaders().add("skipstream-input-timestamp", "7".getBytes(UTF_8)),
            Optional.empty());
    Record<byte[], byte[]> accepted = InputTimestamp.accept(input);

    assertThat(accepted.timestamp()).isNotNegative();
    assertThat(InputTimestamp.of(accepted)).isEqualTo(-1);
    assertReplaced(write(key(1), accepted.timestamp(), accepted.headers(), found(1)), -1);
    CapturedForward<byte[], OutgoingRecord> letter =
        write(key(1), accepted.timestamp(), accepted.headers(), rejected());
    assertReplaced(letter, -1);
    // The headers of the input, then those of this program: the mark is not a header of the input.
    assertThat(letter.record().headers().headers("skipstream-input-timestamp"))
        .extracting(header -> new String(header.value(), UTF_8))
        .containsExactly("7", "-1");
  }

  @Test
  void aTopicWithTheBrokersTimestampsGetsTheInputsInTheHeader() {
    detections = new OutputTopic(TOPICS.detections(), 4, 1 << 20, false, true, EVER, EVER, false);

    assertReplaced(write(key(1), NOW, new RecordHeaders(), found(1)), NOW);
  }

  @Test
  void aCompactedTopicGetsNoEventWithoutAKey() {
    detections = topic(TOPICS.detections(), 1 << 20, HOUR, true);
    deadLetters = topic(TOPICS.deadLetters(), 1 << 20, HOUR, true);

    CapturedForward<byte[], OutgoingRecord> out = write(null, NOW, new RecordHeaders(), found(1));

    assertThat(text(out, "skipstream.reason")).isEqualTo("outcome-unwritable");
    assertThat(text(out, "__streams.errors.message"))
        .contains("topic detections", "cleanup.policy");
    assertThat(new String(out.record().key(), UTF_8)).isEqualTo("images-3-9121");
    assertThat(write(key(1), NOW, new RecordHeaders(), found(1)).childName())
        .hasValue("to-detections");
  }

  /**
   * Simulates a defect in the creation of one event. A time beyond the supported years is one that
   * was seen.
   */
  @SuppressWarnings("NullOptional") // the defect that the test is about
  @Test
  void anEventThatCannotBeMadeBecomesADeadLetter() {
    Outcome broken =
        Outcome.Detected.of(
            new DetectionEvent(
                new FrameInfo("1", "a", Optional.empty(), null, 1, 1),
                Optional.empty(),
                ScriptedDetector.MODEL,
                List.of()),
            timing(),
            "the image".getBytes(UTF_8));

    CapturedForward<byte[], OutgoingRecord> out = write(key(1), NOW, new RecordHeaders(), broken);

    assertThat(out.childName()).hasValue("to-dead-letters");
    assertThat(text(out, "skipstream.reason")).isEqualTo("internal");
    assertThat(text(out, "__streams.errors.exception")).endsWith("NullPointerException");
  }

  @Test
  void aTimeThatNoLongOfMillisecondsHoldsEndsNoStream() {
    Outcome far =
        Outcome.Detected.of(
            new DetectionEvent(
                new FrameInfo(
                    "1",
                    "a",
                    Optional.empty(),
                    Optional.of(java.time.OffsetDateTime.MAX.toInstant()),
                    1,
                    1),
                Optional.empty(),
                ScriptedDetector.MODEL,
                List.of()),
            timing(),
            null);

    assertThat(write(key(1), NOW, new RecordHeaders(), far).childName()).isPresent();
  }

  @Test
  void aPartitionThatTheOutputLacksEndsTheStreamOnlyWhenTheBrokerHasBeenAskedAgain() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    OutputLimits limits =
        OutputLimits.renewedBy(
            answer::join,
            Map.of(TOPICS.detections(), topic(TOPICS.detections(), 1, HOUR, false)),
            1);

    limits.requirePartition(TOPICS.detections(), 3, "images");
    assertThatThrownBy(() -> limits.requirePartition(TOPICS.detections(), 4, "images"))
        .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
    answer.complete(null);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> limits.requirePartition(TOPICS.detections(), 4, "images"))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(
                        "topic detections has 4 partitions: expected at least 5"));
    limits.close();
  }

  @Test
  void withoutTheSafeguardNothingIsReplaced() {
    safeguards = Unguarded.BOUNDING;
    detections = topic(TOPICS.detections(), 1, HOUR, false);

    CapturedForward<byte[], OutgoingRecord> out =
        write(key(1), IN_2099, new RecordHeaders(), found(1));

    assertThat(out.childName()).hasValue("to-detections");
    assertThat(out.record().timestamp()).isEqualTo(IN_2099);
  }

  private static void assertReplaced(CapturedForward<byte[], OutgoingRecord> out, long input) {
    assertThat(out.record().timestamp()).isBetween(NOW, System.currentTimeMillis());
    assertThat(text(out, "skipstream-input-timestamp")).isEqualTo(Long.toString(input));
  }

  private CapturedForward<byte[], OutgoingRecord> write(
      byte[] key, long timestamp, Headers headers, Outcome outcome) {
    return write(key, timestamp, headers, outcome, 10_000_000);
  }

  private CapturedForward<byte[], OutgoingRecord> write(
      byte[] key, long timestamp, Headers headers, Outcome outcome, long producerBytes) {
    try (OutputLimits limits =
        OutputLimits.fixed(
            Map.of(TOPICS.detections(), detections, TOPICS.deadLetters(), deadLetters),
            producerBytes)) {
      MockProcessorContext<byte[], OutgoingRecord> context = new MockProcessorContext<>();
      context.setRecordMetadata("images", 3, 9121);
      OutcomeWriter writer =
          new OutcomeWriter(
              new DetectionTopology.Part(
                  TOPICS,
                  new ImageTopic(new Uuid(1, 2), 4, 1 << 20),
                  limits,
                  safeguards,
                  () -> null,
                  new FrameMetrics(new SimpleMeterRegistry()).outcomes(TOPICS),
                  FrameTraces.NONE),
              new OutcomeWriter.Sinks("to-detections", "to-dead-letters"));
      writer.init(context);
      writer.process(new Record<>(key, outcome, timestamp, headers));
      assertThat(context.forwarded()).hasSize(1);
      @SuppressWarnings("unchecked")
      CapturedForward<byte[], OutgoingRecord> out =
          (CapturedForward<byte[], OutgoingRecord>) context.forwarded().get(0);
      return out;
    }
  }

  private static OutputTopic topic(String name, int maxBytes, Duration after, boolean compacted) {
    return new OutputTopic(name, 4, maxBytes, false, false, EVER, after, compacted);
  }

  private static byte[] key(int length) {
    return new byte[length];
  }

  private static Outcome found(int detections) {
    Detection one = new Detection("car", 1, 0.5, new BoundingBox(1, 2, 3, 4));
    FrameInfo frame =
        new FrameInfo("1", "a", Optional.empty(), Optional.of(Instant.ofEpochMilli(NOW)), 1, 1);
    return Outcome.Detected.of(
        new DetectionEvent(
            frame,
            Optional.of(new InputPosition("images", 3, 9121)),
            ScriptedDetector.MODEL,
            Collections.nCopies(detections, one)),
        timing(),
        "the image".getBytes(UTF_8));
  }

  private static Timing timing() {
    return new Timing(0, 0, 0, 0, new BatchRun("cpu", 1, 0, 0));
  }

  private static Outcome rejected() {
    return new Outcome.Rejected(
        RejectReason.DAMAGED_IMAGE, new IllegalStateException("cut short"), new byte[] {1});
  }

  private static long sizeOf(CapturedForward<byte[], OutgoingRecord> out) {
    return new Written(out.record().key(), out.record().value().value(), out.record().headers())
        .size();
  }

  private static String text(CapturedForward<byte[], OutgoingRecord> out, String name) {
    Header header = out.record().headers().lastHeader(name);
    return header == null ? "absent" : new String(header.value(), UTF_8);
  }
}
