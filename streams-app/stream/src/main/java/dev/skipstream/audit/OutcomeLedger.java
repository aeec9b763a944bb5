package dev.skipstream.audit;

import dev.skipstream.audit.Finding.Kind;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.OffsetRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Compares outcomes with the inputs of a range. Takes the records of the output topics in the order
 * of each partition, then the inputs. It keeps two bits an input, and eight bytes where timestamps
 * are compared: ten million frames are eighty-three megabytes.
 *
 * <p>Threading: for one thread.
 */
public final class OutcomeLedger {
  /** Findings that are kept word for word; the others are counted. */
  private static final int KEPT = 100;

  private final Inputs inputs;
  private final DeletedOutcomes deleted;
  private final Audit.Rules rules;
  private final Map<Integer, PartitionLedger> partitions = new TreeMap<>();
  private final Map<OutcomeRef.Kind, Long> outcomes = new EnumMap<>(OutcomeRef.Kind.class);
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Finding> kept = new ArrayList<>();
  private long repeated;

  /**
   * The inputs that an audit is about.
   *
   * @param topicId of the input topic
   * @param ranges the inputs that count, one a partition; outcomes of others are ignored
   * @param ends by partition of the input topic, the offset after its newest record
   */
  record Inputs(
      TopicNames topics, Uuid topicId, List<OffsetRange> ranges, Map<Integer, Long> ends) {

    /** Returns if the topic has never had a record at this position. */
    boolean isBeyondEnd(InputPosition input) {
      return input.offset() >= ends.getOrDefault(input.partition(), 0L);
    }
  }

  /**
   * An empty ledger.
   *
   * @throws IllegalArgumentException when a range is longer than two billion offsets
   */
  OutcomeLedger(Inputs inputs, DeletedOutcomes deleted, Audit.Rules rules) {
    this.inputs = inputs;
    this.deleted = deleted;
    this.rules = rules;
    for (OffsetRange range : inputs.ranges()) {
      if (range.length() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "range of partition %d has %d offsets: expected at most %d; audit it in parts"
                .formatted(range.partition(), range.length(), Integer.MAX_VALUE));
      }
      partitions.put(range.partition(), new PartitionLedger(range, KEPT));
    }
  }

  /**
   * Takes a record of an output topic.
   *
   * @return the outcome that it is, where its input is in the range
   */
  Optional<OutcomeRef> add(ConsumerRecord<byte[], byte[]> record) {
    OutcomeRef outcome;
    try {
      outcome = OutcomeRef.of(record, inputs.topics());
    } catch (InvalidEventException e) {
      String at = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
      found(new Finding(Kind.UNREADABLE, at, "is no outcome: " + e.getMessage()));
      return Optional.empty();
    }
    InputPosition input = outcome.input();
    if (!input.topic().equals(inputs.topics().images())) {
      return Optional.empty();
    }
    if (inputs.isBeyondEnd(input)) {
      found(
          new Finding(
              Kind.WITHOUT_INPUT,
              input.toString(),
              "has an outcome in %s, and the topic has no such offset".formatted(record.topic())));
      return Optional.empty();
    }
    PartitionLedger partition = partitions.get(input.partition());
    if (partition == null) {
      return Optional.empty();
    }
    partition.seen(record.topic(), input.offset());
    if (!partition.covers(input.offset())) {
      return Optional.empty();
    }
    outcomes.merge(outcome.kind(), 1L, Long::sum);
    checkId(outcome);
    checkRepeat(partition, input, record.topic());
    if (!rules.skipAnswered()) {
      partition.states(input.offset(), OutcomeTime.stated(record));
    }
    return Optional.of(outcome);
  }

  private void checkId(OutcomeRef outcome) {
    if (outcome.kind() == OutcomeRef.Kind.DEAD_LETTER) {
      return;
    }
    InputPosition input = outcome.input();
    String expected =
        EventId.of(inputs.topicId(), input.partition(), input.offset(), EventId.Role.OUTCOME);
    if (!outcome.id().equals(Optional.of(expected))) {
      found(
          new Finding(
              Kind.WRONG_ID,
              input.toString(),
              "has an outcome with ID %s: expected %s"
                  .formatted(outcome.id().orElse("absent"), expected)));
    }
  }

  private void checkRepeat(PartitionLedger partition, InputPosition input, String topic) {
    if (partition.answer(input, topic, rules.mayRepeat())) {
      repeated++;
      if (!rules.mayRepeat()) {
        found(new Finding(Kind.DUPLICATED, input.toString(), "has one more outcome in " + topic));
      }
    }
  }

  /** The inputs of a partition, to find those that have no outcome. */
  PartitionLedger partition(int partition) {
    return partitions.get(partition);
  }

  /** Takes a committed input of the range, after all outcomes. */
  void input(InputPosition input, long timestampMillis) {
    PartitionLedger partition = partitions.get(input.partition());
    partition.input(input.offset());
    if (partition.isAnswered(input.offset())) {
      if (!rules.skipAnswered()) {
        checkTime(input, timestampMillis, partition.stated(input.offset()));
      }
      return;
    }
    if (deleted.mayHold(input.partition(), input.offset(), timestampMillis, partition)) {
      partition.deleted();
    } else {
      partition.missing();
      found(new Finding(Kind.MISSING, input.toString(), "has no outcome"));
    }
  }

  private void checkTime(InputPosition input, long timestampMillis, Set<Long> stated) {
    if (!stated.contains(timestampMillis)) {
      found(
          new Finding(
              Kind.WRONG_TIMESTAMP,
              input.toString(),
              "has the timestamp %d, and %s"
                  .formatted(
                      timestampMillis,
                      stated.isEmpty()
                          ? "its outcomes state different ones"
                          : "its outcome states " + stated)));
    }
  }

  private void found(Finding finding) {
    counts.merge(finding.kind(), 1L, Long::sum);
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
  }

  /** The report, after all inputs. */
  AuditReport report() {
    partitions.forEach(this::findWithoutInput);
    Map<Kind, Long> allCounts = new EnumMap<>(Kind.class);
    allCounts.putAll(counts);
    List<Finding> allKept = new ArrayList<>(kept);
    for (PartitionLedger partition : partitions.values()) {
      if (partition.lateInputs() > 0) {
        allCounts.merge(Kind.OUT_OF_ORDER, (long) partition.lateInputs(), Long::sum);
      }
      partition.lateKept().stream().limit(KEPT - allKept.size()).forEach(allKept::add);
    }
    List<AuditReport.Partition> each =
        partitions.values().stream().map(PartitionLedger::report).toList();
    List<Integer> withDeleted =
        each.stream().filter(p -> p.deleted() > 0).map(AuditReport.Partition::partition).toList();
    return new AuditReport(
        inputs.topics().images(),
        each,
        each.stream().mapToLong(AuditReport.Partition::inputs).sum(),
        outcomes.getOrDefault(OutcomeRef.Kind.DETECTION, 0L),
        outcomes.getOrDefault(OutcomeRef.Kind.DROPPED, 0L),
        outcomes.getOrDefault(OutcomeRef.Kind.DEAD_LETTER, 0L),
        repeated,
        each.stream().mapToLong(AuditReport.Partition::deleted).sum(),
        deleted.of(withDeleted),
        Map.copyOf(allCounts),
        List.copyOf(allKept));
  }

  private void findWithoutInput(int number, PartitionLedger partition) {
    for (long offset : partition.withoutInput()) {
      found(
          new Finding(
              Kind.WITHOUT_INPUT,
              new InputPosition(inputs.topics().images(), number, offset).toString(),
              "has an outcome, and holds no committed image event: its transaction was aborted, or"
                  + " it is a transaction's marker"));
    }
  }
}
