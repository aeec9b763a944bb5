package dev.skipstream.topics.range;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks that a requested range is valid and complete.
 *
 * @param earliest by partition, the oldest offset that the topic holds
 * @param latest by partition, the offset after the newest committed record
 */
record RangeCheck(String topic, Map<Integer, Long> earliest, Map<Integer, Long> latest) {

  /**
   * Rejects a range that ends before it begins: it is a mistake, not an empty range.
   *
   * @throws InvalidRangeException that names both ends
   */
  void requireOrder(RangeBound from, RangeBound to) {
    if (from instanceof RangeBound.DateTime begin
        && to instanceof RangeBound.DateTime end
        && end.at().isBefore(begin.at())) {
      throw inverted(begin.at(), end.at());
    }
    for (int partition : earliest.keySet()) {
      Optional<Long> begin = asked(from, partition);
      Optional<Long> end = asked(to, partition);
      if (begin.isPresent() && end.isPresent() && end.get() < begin.get()) {
        throw new InvalidRangeException(
            "the range of partition %d of topic %s begins at offset %d and ends before offset %d: expected an end that is not before the beginning"
                .formatted(partition, topic, begin.get(), end.get()));
      }
    }
  }

  private InvalidRangeException inverted(Instant begin, Instant end) {
    return new InvalidRangeException(
        "the range of topic %s begins at %s and ends at %s: expected an end that is not before the beginning"
            .formatted(topic, begin, end));
  }

  /**
   * Offsets that were named must be there: a figure over what is left of a range is another figure.
   *
   * @throws InvalidRangeException that says which offsets are gone, or not there yet
   */
  void requirePresent(RangeBound from, RangeBound to) {
    List<String> gone = new ArrayList<>();
    List<String> ahead = new ArrayList<>();
    for (int partition : earliest.keySet()) {
      long first = earliest.get(partition);
      long end = latest.get(partition);
      long begins = asked(from, partition).orElse(first);
      long ends = asked(to, partition).orElse(end);
      if (begins < first) {
        gone.add(of(partition, begins, Math.max(begins, Math.min(first, ends))));
      }
      boolean named = names(from, partition) || names(to, partition);
      if (named && Math.max(begins, ends) > end) {
        ahead.add("partition %d ends at %d".formatted(partition, end));
      }
    }
    if (!gone.isEmpty()) {
      throw new InvalidRangeException(
          "topic %s: offsets %s are gone, deleted by the topic's retention; what there is: %s"
              .formatted(topic, String.join(", ", gone), held()));
    }
    if (!ahead.isEmpty()) {
      throw new InvalidRangeException(
          "topic %s: the range names offsets that are not there yet: %s; expected ends of at most these"
              .formatted(topic, String.join(", ", ahead)));
    }
  }

  /**
   * Returns a warning about a range by time that begins at the beginning of a partition which has
   * lost records. Only the lost records could show if they were in the range.
   */
  Optional<String> mayBeCut(RangeBound from, List<OffsetRange> ranges) {
    if (!(from instanceof RangeBound.DateTime)) {
      return Optional.empty();
    }
    String gone =
        ranges.stream()
            .filter(range -> range.from() > 0 && range.from() == earliest.get(range.partition()))
            .map(range -> of(range.partition(), 0, range.from()))
            .collect(Collectors.joining(", "));
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "topic %s: the range begins with the oldest record; offsets %s are gone, deleted by the topic's retention, and some of them may have been in it"
                .formatted(topic, gone));
  }

  /**
   * An empty range of a topic that holds something.
   *
   * @throws InvalidRangeException with the available range
   */
  void requireRecords(List<OffsetRange> ranges) {
    boolean holds = earliest.keySet().stream().anyMatch(p -> earliest.get(p) < latest.get(p));
    if (holds && ranges.stream().allMatch(range -> range.length() == 0)) {
      throw new InvalidRangeException(
          "the range of topic %s is empty; what there is: %s".formatted(topic, held()));
    }
  }

  private String held() {
    String held =
        earliest.keySet().stream()
            .filter(partition -> latest.get(partition) > 0)
            .map(this::held)
            .collect(Collectors.joining(", "));
    return held.isEmpty() ? "nothing" : held;
  }

  private String held(int partition) {
    long first = earliest.get(partition);
    long end = latest.get(partition);
    String there =
        first < end
            ? "offsets " + of(partition, first, end)
            : "nothing in partition %d".formatted(partition);
    return first == 0 ? there : "%s (older ones are gone)".formatted(there);
  }

  private static String of(int partition, long from, long to) {
    return "%s of partition %d"
        .formatted(new OffsetRange(partition, from, to).offsets(), partition);
  }

  /** Returns the offset of a bound for a partition: its own, or that of the other partitions. */
  private static Optional<Long> asked(RangeBound bound, int partition) {
    if (bound instanceof RangeBound.Offsets offsets) {
      Long own = offsets.byPartition().get(partition);
      return own != null
          ? Optional.of(own)
          : offsets.others().isPresent()
              ? Optional.of(offsets.others().getAsLong())
              : Optional.empty();
    }
    return Optional.empty();
  }

  /** One offset for all partitions may be past the end of some; one with a partition may not. */
  private static boolean names(RangeBound bound, int partition) {
    return bound instanceof RangeBound.Offsets offsets
        && offsets.byPartition().containsKey(partition);
  }
}
