package dev.skipstream.audit;

import dev.skipstream.audit.Finding.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.topics.range.OffsetRange;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The inputs of one partition's range and their outcomes: two bits an input, and the timestamps of
 * those whose record is compared.
 *
 * <p>Threading: for one thread.
 */
final class PartitionLedger {
  private final OffsetRange range;
  private final int keptFindings;

  /** Offsets that have an outcome. */
  private final BitSet answered = new BitSet();

  /** Offsets that are known to hold a committed input. */
  private final BitSet inputs = new BitSet();

  /** Input of the oldest outcome of this partition that each output topic still has, by topic. */
  private final Map<String, Long> oldest = new HashMap<>();

  /** The furthest input that each output topic has answered, by topic. */
  private final Map<String, Long> furthest = new HashMap<>();

  /** Inputs of which no outcome is in order so far. */
  private final BitSet late = new BitSet();

  /** Full findings about some of those, by input. */
  private final Map<Long, Finding> lateKept = new TreeMap<>();

  private final StatedTimes times = new StatedTimes();

  private long missing;
  private long deleted;

  PartitionLedger(OffsetRange range, int keptFindings) {
    this.range = range;
    this.keptFindings = keptFindings;
  }

  boolean covers(long offset) {
    return offset >= range.from() && offset < range.to();
  }

  /** Records an outcome, in the range or not: outcomes come in the order of their topic. */
  void seen(String topic, long offset) {
    oldest.putIfAbsent(topic, offset);
  }

  /** Returns true when outcomes that were before the oldest one of a topic may be this input's. */
  boolean isBeforeOldest(String topic, long offset) {
    return offset < oldest.getOrDefault(topic, Long.MAX_VALUE);
  }

  /** Takes an outcome of an input of the range; returns true when the input had one already. */
  boolean answer(InputPosition input, String topic, boolean mayRepeat) {
    int bit = bit(input.offset());
    boolean again = answered.get(bit);
    answered.set(bit);
    if (!again || mayRepeat) {
      checkOrder(input, topic, again);
    }
    return again;
  }

  private void checkOrder(InputPosition input, String topic, boolean again) {
    int bit = bit(input.offset());
    long before = furthest.getOrDefault(topic, -1L);
    if (input.offset() >= before) {
      furthest.put(topic, input.offset());
      // What came late is of a run after a crash: this one is of the run before.
      late.clear(bit);
      lateKept.remove(input.offset());
    } else if (!again) {
      late.set(bit);
      if (lateKept.size() < keptFindings) {
        lateKept.put(
            input.offset(),
            new Finding(
                Kind.OUT_OF_ORDER,
                input.toString(),
                "has its outcome in %s after that of offset %d".formatted(topic, before)));
      }
    }
  }

  /** Records the timestamps that an outcome of an input of the range states. */
  void states(long offset, Set<Long> timestamps) {
    times.add(bit(offset), timestamps);
  }

  /** Returns the timestamps that all outcomes of an answered input state. */
  Set<Long> stated(long offset) {
    return times.of(bit(offset));
  }

  boolean isAnswered(long offset) {
    return answered.get(bit(offset));
  }

  /** Records that an offset holds a committed input. */
  void input(long offset) {
    inputs.set(bit(offset));
  }

  /** Takes each answered offset for a committed input, without looking. */
  void trustAnswered() {
    inputs.or(answered);
  }

  void missing() {
    missing++;
  }

  void deleted() {
    deleted++;
  }

  /** The first offset from {@code offset} on that has no outcome; the range's end if all have. */
  long nextUnanswered(long offset) {
    return Math.min(range.from() + answered.nextClearBit(bit(offset)), range.to());
  }

  /** The first offset from {@code offset} on that has an outcome; the range's end if none has. */
  long nextAnswered(long offset) {
    int next = answered.nextSetBit(bit(offset));
    return next < 0 ? range.to() : range.from() + next;
  }

  /** Answered offsets that hold no committed input, in their order. */
  long[] withoutInput() {
    BitSet without = (BitSet) answered.clone();
    without.andNot(inputs);
    return without.stream().mapToLong(bit -> range.from() + bit).toArray();
  }

  int lateInputs() {
    return late.cardinality();
  }

  Collection<Finding> lateKept() {
    return lateKept.values();
  }

  AuditReport.Partition report() {
    return new AuditReport.Partition(
        range.partition(), range.from(), range.to(), inputs.cardinality(), missing, deleted);
  }

  private int bit(long offset) {
    return Math.toIntExact(offset - range.from());
  }
}
