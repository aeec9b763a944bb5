package dev.skipstream.audit;

import dev.skipstream.audit.Finding.Kind;
import dev.skipstream.broker.OffsetRange;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Holds outcomes against the inputs of a range. Takes the records of the output topics in the order
 * of each partition, and keeps one bit an input: a hundred million frames are twelve megabytes.
 *
 * <p>Threading: for one thread.
 */
public final class OutcomeLedger {
  /** Findings that are kept word for word; the others are counted. */
  private static final int KEPT = 100;

  private final TopicNames topics;
  private final Uuid topicId;
  private final boolean mayRepeat;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final Map<OutcomeRef.Kind, Long> outcomes = new EnumMap<>(OutcomeRef.Kind.class);
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Finding> kept = new ArrayList<>();
  private long repeated;

  /** What is known of one input partition. */
  private static final class Partition {
    final OffsetRange range;
    final BitSet answered = new BitSet();
    long missing;

    /** By output topic: the furthest input that it has answered. */
    final Map<String, Long> furthest = new HashMap<>();

    /** Inputs of which no outcome is in order so far. */
    final BitSet late = new BitSet();

    /** By input: the findings about some of those, word for word. */
    final Map<Long, Finding> lateKept = new TreeMap<>();

    Partition(OffsetRange range) {
      this.range = range;
    }

    int bit(long offset) {
      return Math.toIntExact(offset - range.from());
    }
  }

  /**
   * An empty ledger.
   *
   * @param topicId of the input topic
   * @param ranges the inputs that count, one a partition; outcomes of others are passed over
   * @param mayRepeat whether an input may have several outcomes, as under {@code at_least_once}
   * @throws IllegalArgumentException when a range is longer than two billion offsets
   */
  public OutcomeLedger(
      TopicNames topics, Uuid topicId, List<OffsetRange> ranges, boolean mayRepeat) {
    this.topics = topics;
    this.topicId = topicId;
    this.mayRepeat = mayRepeat;
    for (OffsetRange range : ranges) {
      if (range.length() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "range of partition %d has %d offsets: expected at most %d; audit it in parts"
                .formatted(range.partition(), range.length(), Integer.MAX_VALUE));
      }
      partitions.put(range.partition(), new Partition(range));
    }
  }

  /**
   * Takes a record of an output topic.
   *
   * @return what it answers, where that is an input of the range
   */
  public Optional<OutcomeRef> add(ConsumerRecord<byte[], byte[]> record) {
    OutcomeRef outcome;
    try {
      outcome = OutcomeRef.of(record, topics);
    } catch (InvalidEventException e) {
      String at = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
      found(new Finding(Kind.UNREADABLE, at, "is no outcome: " + e.getMessage()));
      return Optional.empty();
    }
    InputPosition input = outcome.input();
    Partition partition = partitions.get(input.partition());
    if (!input.topic().equals(topics.images())
        || partition == null
        || input.offset() < partition.range.from()
        || input.offset() >= partition.range.to()) {
      return Optional.empty();
    }
    outcomes.merge(outcome.kind(), 1L, Long::sum);
    checkId(outcome);
    checkOrder(partition, input, record.topic());
    return Optional.of(outcome);
  }

  private void checkId(OutcomeRef outcome) {
    if (outcome.kind() == OutcomeRef.Kind.DEAD_LETTER) {
      return;
    }
    InputPosition input = outcome.input();
    String expected = EventId.of(topicId, input.partition(), input.offset(), EventId.Role.OUTCOME);
    if (!outcome.id().equals(Optional.of(expected))) {
      found(
          new Finding(
              Kind.WRONG_ID,
              input.toString(),
              "has an outcome with ID %s: expected %s"
                  .formatted(outcome.id().orElse("absent"), expected)));
    }
  }

  private void checkOrder(Partition partition, InputPosition input, String topic) {
    int bit = partition.bit(input.offset());
    boolean again = partition.answered.get(bit);
    partition.answered.set(bit);
    if (again) {
      repeated++;
    }
    if (again && !mayRepeat) {
      found(new Finding(Kind.DUPLICATED, input.toString(), "has one more outcome in " + topic));
      return;
    }
    long furthest = partition.furthest.getOrDefault(topic, -1L);
    if (input.offset() >= furthest) {
      partition.furthest.put(topic, input.offset());
      // What came late is of a run after a crash: this one is of the run before.
      partition.late.clear(bit);
      partition.lateKept.remove(input.offset());
    } else if (!again) {
      partition.late.set(bit);
      if (partition.lateKept.size() < KEPT) {
        partition.lateKept.put(
            input.offset(),
            new Finding(
                Kind.OUT_OF_ORDER,
                input.toString(),
                "has its outcome in %s after that of offset %d".formatted(topic, furthest)));
      }
    }
  }

  /** The first offset from {@code offset} on that has no outcome; the range's end if all have. */
  long nextUnanswered(int partition, long offset) {
    Partition of = partitions.get(partition);
    long next = of.range.from() + of.answered.nextClearBit(of.bit(offset));
    return Math.min(next, of.range.to());
  }

  /** The first offset from {@code offset} on that has an outcome; the range's end if none has. */
  long nextAnswered(int partition, long offset) {
    Partition of = partitions.get(partition);
    int next = of.answered.nextSetBit(of.bit(offset));
    return next < 0 ? of.range.to() : of.range.from() + next;
  }

  /** An offset without an outcome does hold an input. */
  void missing(InputPosition input) {
    partitions.get(input.partition()).missing++;
    found(new Finding(Kind.MISSING, input.toString(), "has no outcome"));
  }

  private void found(Finding finding) {
    counts.merge(finding.kind(), 1L, Long::sum);
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
  }

  AuditReport report() {
    Map<Kind, Long> allCounts = new EnumMap<>(Kind.class);
    allCounts.putAll(counts);
    List<Finding> allKept = new ArrayList<>(kept);
    for (Partition partition : partitions.values()) {
      if (!partition.late.isEmpty()) {
        allCounts.merge(Kind.OUT_OF_ORDER, (long) partition.late.cardinality(), Long::sum);
      }
      partition.lateKept.values().stream().limit(KEPT - allKept.size()).forEach(allKept::add);
    }
    List<AuditReport.Partition> each =
        partitions.values().stream()
            .map(
                p ->
                    new AuditReport.Partition(
                        p.range.partition(),
                        p.range.from(),
                        p.range.to(),
                        p.answered.cardinality() + p.missing,
                        p.missing))
            .toList();
    return new AuditReport(
        topics.images(),
        each,
        each.stream().mapToLong(AuditReport.Partition::inputs).sum(),
        outcomes.getOrDefault(OutcomeRef.Kind.DETECTION, 0L),
        outcomes.getOrDefault(OutcomeRef.Kind.DROPPED, 0L),
        outcomes.getOrDefault(OutcomeRef.Kind.DEAD_LETTER, 0L),
        repeated,
        Map.copyOf(allCounts),
        List.copyOf(allKept));
  }
}
