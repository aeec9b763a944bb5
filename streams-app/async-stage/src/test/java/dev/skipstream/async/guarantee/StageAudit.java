package dev.skipstream.async.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Compares the committed results of a run with its inputs. */
final class StageAudit {

  /** The ways in which results can be wrong. */
  enum Kind {
    /** An input has no result. */
    MISSING,
    /** An input has more than one result. */
    REPEATED,
    /** A result comes after that of a later input. */
    OUT_OF_ORDER,
    /** A result has another value than its input demands. */
    WRONG_RESULT,
    /** A result has the partition, timestamp, headers or context of another record. */
    WRONG_CONTEXT
  }

  /** One wrong result. */
  record Finding(Kind kind, String detail) {}

  /** The header that each input has, with its key as the value. */
  static final String TRACE_HEADER = "trace";

  private static final Duration POLL = Duration.ofMillis(200);

  private final StageUnderTest stage;
  private final int partitions;
  private final long firstTimestamp;
  private final List<Finding> findings = new ArrayList<>();

  StageAudit(StageUnderTest stage, int partitions, long firstTimestamp) {
    this.stage = stage;
    this.partitions = partitions;
    this.firstTimestamp = firstTimestamp;
  }

  /** Returns the faults in the results for the first {@code inputs} offsets of each partition. */
  List<Finding> run(String bootstrapServers, String output, long inputs) {
    try (KafkaConsumer<String, String> committed = consumer(bootstrapServers, "read_committed");
        KafkaConsumer<String, String> all = consumer(bootstrapServers, "read_uncommitted")) {
      for (int i = 0; i < partitions; i++) {
        TopicPartition partition = new TopicPartition(output, i);
        // A transaction that a killed instance left open hides the results behind it until its time
        // limit.
        long end = all.endOffsets(List.of(partition)).get(partition);
        check(i, inputs, read(committed, partition, end));
      }
    }
    return findings;
  }

  private static KafkaConsumer<String, String> consumer(String servers, String isolation) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", servers, "isolation.level", isolation),
        new StringDeserializer(),
        new StringDeserializer());
  }

  private static List<ConsumerRecord<String, String>> read(
      KafkaConsumer<String, String> consumer, TopicPartition partition, long end) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(records::add);
    }
    return records;
  }

  private void check(int partition, long inputs, List<ConsumerRecord<String, String>> results) {
    Set<Long> seen = new TreeSet<>();
    long latest = -1;
    for (ConsumerRecord<String, String> result : results) {
      long offset = Long.parseLong(result.key().substring(result.key().indexOf('@') + 1));
      if (!seen.add(offset)) {
        findings.add(new Finding(Kind.REPEATED, result.key()));
      } else if (offset < latest) {
        findings.add(new Finding(Kind.OUT_OF_ORDER, result.key() + " after " + latest));
      }
      latest = Math.max(latest, offset);
      checkContent(partition, offset, result);
    }
    String missing =
        IntStream.range(0, Math.toIntExact(inputs))
            .filter(offset -> !seen.contains((long) offset))
            .mapToObj(offset -> keyOf(partition, offset))
            .collect(Collectors.joining(" "));
    if (!missing.isEmpty()) {
      findings.add(new Finding(Kind.MISSING, missing));
    }
  }

  private void checkContent(int partition, long offset, ConsumerRecord<String, String> result) {
    String expected = stage.result(stage.input(partition, offset));
    if (!expected.equals(result.value())) {
      findings.add(
          new Finding(
              Kind.WRONG_RESULT,
              "%s: expected %s, found %s".formatted(result.key(), expected, result.value())));
    }
    String key = keyOf(partition, offset);
    String context =
        "%s, timestamp %d, trace %s, input %s"
            .formatted(
                result.key(),
                result.timestamp(),
                header(result, TRACE_HEADER),
                header(result, StageInstance.INPUT_HEADER));
    String right =
        "%s, timestamp %d, trace %s, input %s"
            .formatted(key, timestampOf(partition, offset), key, key);
    if (!right.equals(context)) {
      findings.add(
          new Finding(Kind.WRONG_CONTEXT, "expected %s, found %s".formatted(right, context)));
    }
  }

  static String keyOf(int partition, long offset) {
    return partition + "@" + offset;
  }

  long timestampOf(int partition, long offset) {
    return firstTimestamp + 1_000L * partition + offset;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "absent" : new String(header.value(), UTF_8);
  }
}
