package dev.skipstream.audit;

import java.util.List;
import java.util.Map;

/**
 * The counts of an audit.
 *
 * @param topic of the inputs
 * @param partitions each with its range
 * @param inputs image events in the ranges
 * @param detections detection events that answer them
 * @param dropped frame-dropped events that answer them
 * @param deadLetters dead letters that answer them
 * @param repeated outcomes beyond the first of an input
 * @param deleted inputs whose outcomes the retention of an output topic deleted: they cannot be
 *     checked
 * @param deletions the output topics that have deleted records, where {@code deleted} is above 0
 * @param wrong how many findings there are of each kind that has any
 * @param findings the first hundred
 */
public record AuditReport(
    String topic,
    List<Partition> partitions,
    long inputs,
    long detections,
    long dropped,
    long deadLetters,
    long repeated,
    long deleted,
    List<Deletion> deletions,
    Map<Finding.Kind, Long> wrong,
    List<Finding> findings) {

  /**
   * One partition's part.
   *
   * @param fromOffset the first offset of the range
   * @param toOffset the offset after the range
   * @param inputs image events between them
   * @param missing those without an outcome
   * @param deleted those whose outcome is deleted
   */
  public record Partition(
      int partition, long fromOffset, long toOffset, long inputs, long missing, long deleted) {}

  /**
   * An output topic that has deleted records of the range's partitions.
   *
   * @param retentionMs its setting {@code retention.ms}
   * @param retentionBytes its setting {@code retention.bytes}
   */
  public record Deletion(String topic, long retentionMs, long retentionBytes) {}

  /** Returns true when nothing is known to be wrong; deleted outcomes are not known to be. */
  public boolean clean() {
    return wrong.isEmpty();
  }

  /** The image events whose outcomes were there to be checked. */
  public long checked() {
    return inputs - deleted;
  }
}
