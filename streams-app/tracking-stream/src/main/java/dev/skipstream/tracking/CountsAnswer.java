package dev.skipstream.tracking;

import dev.skipstream.schemas.event.LineCount;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer to a query of counts.
 *
 * @param partition the partition of the camera's last frame, of a query for one camera
 * @param lastFrame the time of that frame
 * @param counts by camera, begin of the window, line and category
 */
public record CountsAnswer(
    Optional<Integer> partition, Optional<Instant> lastFrame, List<LineCount> counts) {

  public CountsAnswer {
    counts = List.copyOf(counts);
  }

  /**
   * Joins the counts of partitions. A camera that moved has counts in several of them, which add
   * up; the partition of its last frame is the one that it is in now.
   */
  static CountsAnswer of(List<PartitionCounts> partitions) {
    Optional<PartitionCounts> last =
        partitions.stream()
            .filter(each -> each.lastFrame().isPresent())
            .max(Comparator.comparing(each -> each.lastFrame().orElseThrow()));
    Map<String, LineCount> sums = new TreeMap<>();
    for (PartitionCounts each : partitions) {
      each.counts().forEach(count -> sums.merge(count.key(), count, CountsAnswer::sum));
    }
    return new CountsAnswer(
        last.map(PartitionCounts::partition),
        last.flatMap(PartitionCounts::lastFrame),
        sums.values().stream()
            .sorted(
                Comparator.comparing(LineCount::camera)
                    .thenComparing(LineCount::from)
                    .thenComparing(LineCount::line)
                    .thenComparing(LineCount::label))
            .toList());
  }

  private static LineCount sum(LineCount one, LineCount other) {
    return new LineCount(
        one.camera(),
        one.line(),
        one.label(),
        one.from(),
        one.to(),
        one.leftToRight() + other.leftToRight(),
        one.rightToLeft() + other.rightToLeft(),
        Math.max(one.rules(), other.rules()));
  }

  /** Returns the counts that a query wants. */
  CountsAnswer matching(CountsQuery query) {
    return new CountsAnswer(partition, lastFrame, counts.stream().filter(query::matches).toList());
  }
}
