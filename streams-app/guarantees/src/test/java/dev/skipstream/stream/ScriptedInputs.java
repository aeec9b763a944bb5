package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.audit.OutcomeRef;
import dev.skipstream.audit.OutcomeTime;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Inputs that are a function of partition and offset, so that every outcome can be held against its
 * own: kind, content, key, timestamp, headers and partition. Whether there is one for each is the
 * ledger's to say.
 */
final class ScriptedInputs {
  private static final int PERIOD = 97;

  private final String images;
  private final int partitions;
  private final int records;

  /**
   * First timestamp, of today: a topic's retention goes by record timestamps, and old records are
   * deleted unread.
   */
  private final long firstTimestamp = System.currentTimeMillis();

  private final List<String> violations = new ArrayList<>();
  private long failedOnce;

  ScriptedInputs(String images, int partitions, int records) {
    this.images = images;
    this.partitions = partitions;
    this.records = records;
  }

  /** The inputs, in the order in which they must be sent. */
  List<ProducerRecord<byte[], byte[]>> records() {
    List<ProducerRecord<byte[], byte[]>> inputs = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] text = text(i % partitions, i / partitions).getBytes(UTF_8);
      ProducerRecord<byte[], byte[]> input =
          new ProducerRecord<>(
              images, i % partitions, timestamp(i % partitions, i / partitions), text, text);
      input.headers().add("traceparent", trace(i % partitions, i / partitions).getBytes(UTF_8));
      inputs.add(input);
    }
    return inputs;
  }

  /** Holds an outcome against its input. */
  void check(ConsumerRecord<byte[], byte[]> outcome, OutcomeRef ref) {
    int partition = ref.input().partition();
    long offset = ref.input().offset();
    String at = ref.kind() + " of " + ref.input();
    expect(at + ": partition", partition, outcome.partition());
    expect(at + ": key", text(partition, offset), new String(outcome.key(), UTF_8));
    expect(at + ": timestamp", true, OutcomeTime.states(outcome, timestamp(partition, offset)));
    expect(at + ": traceparent", trace(partition, offset), header(outcome, "traceparent"));
    switch (ref.kind()) {
      case DETECTION -> checkDetection(at, text(partition, offset), outcome);
      case DEAD_LETTER -> checkDeadLetter(at, text(partition, offset), outcome);
      case DROPPED -> violations.add(at + ": nothing may be dropped");
    }
  }

  /** Returns the violations so far. */
  List<String> violations() {
    return violations;
  }

  /** Dead letters of frames that have nothing wrong: the model failed on them once. */
  long failedOnce() {
    return failedOnce;
  }

  private void checkDetection(String at, String text, ConsumerRecord<byte[], byte[]> outcome) {
    expect(at + ": kind", "frame", kindOf(text));
    try {
      DetectionEvent event = EventSerdes.readDetection(outcome.value());
      expect(at + ": detections", ScriptedDetector.detectionsOf(text), event.detections());
    } catch (InvalidEventException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checkDeadLetter(String at, String text, ConsumerRecord<byte[], byte[]> outcome) {
    expect(at + ": value", text, new String(outcome.value(), UTF_8));
    String reason = header(outcome, DeadLetterHeaders.REASON);
    switch (kindOf(text)) {
      case "poison" -> expect(at + ": reason", RejectReason.INFERENCE_FAILED.code(), reason);
      case "damaged" -> expect(at + ": reason", RejectReason.DAMAGED_IMAGE.code(), reason);
      default -> {
        failedOnce++;
        expect(at + ": reason", RejectReason.INFERENCE_FAILED.code(), reason);
        expect(
            at + ": message",
            Sabotage.FRAME_FAILS + text,
            header(outcome, DeadLetterHeaders.ERRORS + "message"));
      }
    }
  }

  private void expect(String what, Object expected, Object came) {
    if (!expected.equals(came)) {
      violations.add("%s: expected %s, came %s".formatted(what, expected, came));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "absent" : new String(header.value(), UTF_8);
  }

  /** A trace of its own for each record, as W3C writes it. */
  private static String trace(int partition, long offset) {
    return "00-%032x-%016x-01".formatted(partition + 1, offset + 1);
  }

  private static String kindOf(String text) {
    return text.substring(0, text.indexOf(' '));
  }

  private static String text(int partition, long offset) {
    return switch ((int) (offset % PERIOD)) {
          case 7 -> "poison";
          case 31 -> "damaged";
          default -> "frame";
        }
        + " "
        + partition
        + "-"
        + offset;
  }

  private long timestamp(int partition, long offset) {
    return firstTimestamp + 1_000L * partition + offset;
  }
}
