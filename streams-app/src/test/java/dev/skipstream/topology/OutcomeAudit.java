package dev.skipstream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Holds what was read from the output against what was put in: every input has exactly one outcome,
 * in order per partition, with the headers, key, timestamp and ID of its own input.
 */
final class OutcomeAudit {
  private static final int PERIOD_OF_POISON = 97;

  private final String images;
  private final Uuid topicId;
  private final int partitions;
  private final int records;

  /** Of today: a topic's retention goes by record timestamps, and old ones are deleted unread. */
  private final long firstTimestamp = System.currentTimeMillis();

  OutcomeAudit(String images, Uuid topicId, int partitions, int records) {
    this.images = images;
    this.topicId = topicId;
    this.partitions = partitions;
    this.records = records;
  }

  /** A trace of its own for each record, as W3C writes it. */
  private static String trace(int partition, long offset) {
    return "00-%032x-%016x-01".formatted(partition + 1, offset + 1);
  }

  /** The inputs, in the order in which they must be sent. */
  List<ProducerRecord<byte[], byte[]>> inputs() {
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

  /** What is wrong with the outcomes; nothing if all is well. */
  List<String> violations(List<ConsumerRecord<byte[], byte[]>> outcomes, boolean mayRepeat) {
    List<String> violations = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> outcome : outcomes) {
      long offset = checkContent(outcome, violations);
      String at = outcome.partition() + "@" + offset;
      int times = seen.merge(at, 1, Integer::sum);
      if (times > 1 && !mayRepeat) {
        violations.add(at + " has outcome number " + times);
      }
      Long before = last.put(outcome.topic() + outcome.partition(), offset);
      if (before != null && offset < before && !mayRepeat) {
        violations.add(at + " comes after offset " + before);
      }
    }
    for (int i = 0; i < records; i++) {
      String at = i % partitions + "@" + i / partitions;
      if (!seen.containsKey(at)) {
        violations.add(at + " has no outcome");
      }
    }
    return violations;
  }

  private long checkContent(ConsumerRecord<byte[], byte[]> outcome, List<String> violations) {
    boolean dead = outcome.topic().endsWith("dead-letters");
    long offset = dead ? deadOffset(outcome) : detectedOffset(outcome, violations);
    String text = text(outcome.partition(), offset);
    String at = outcome.topic() + "-" + outcome.partition() + " for offset " + offset;
    expect(at + ": kind", text.startsWith("poison"), dead, violations);
    expect(at + ": key", text, new String(outcome.key(), UTF_8), violations);
    expect(
        at + ": traceparent",
        trace(outcome.partition(), offset),
        header(outcome, "traceparent"),
        violations);
    expect(
        at + ": timestamp",
        timestamp(outcome.partition(), offset),
        outcome.timestamp(),
        violations);
    if (dead) {
      expect(at + ": value", text, new String(outcome.value(), UTF_8), violations);
      expect(
          at + ": errors.partition",
          Integer.toString(outcome.partition()),
          header(outcome, "__streams.errors.partition"),
          violations);
    }
    return offset;
  }

  private static long deadOffset(ConsumerRecord<byte[], byte[]> outcome) {
    return Long.parseLong(header(outcome, "__streams.errors.offset"));
  }

  private long detectedOffset(ConsumerRecord<byte[], byte[]> outcome, List<String> violations) {
    try {
      DetectionEvent event = EventSerdes.readDetection(outcome.value());
      int partition = event.input().orElseThrow().partition();
      long offset = event.input().orElseThrow().offset();
      String at = "detection of " + event.input().orElseThrow();
      expect(at + ": partition", partition, outcome.partition(), violations);
      expect(
          at + ": id",
          EventId.of(topicId, partition, offset, EventId.Role.OUTCOME),
          header(outcome, "ce_id"),
          violations);
      expect(
          at + ": detections",
          ScriptedDetector.detectionsOf(text(partition, offset)),
          event.detections(),
          violations);
      return offset;
    } catch (InvalidEventException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void expect(String what, Object expected, Object came, List<String> violations) {
    if (!expected.equals(came)) {
      violations.add("%s: expected %s, came %s".formatted(what, expected, came));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static String text(int partition, long offset) {
    String kind = offset % PERIOD_OF_POISON == 7 ? "poison" : "frame";
    return kind + " " + partition + "-" + offset;
  }

  private long timestamp(int partition, long offset) {
    return firstTimestamp + 1_000L * partition + offset;
  }
}
