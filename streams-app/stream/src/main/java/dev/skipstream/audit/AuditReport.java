package dev.skipstream.audit;

import java.util.List;
import java.util.Map;

/**
 * The counts of an audit.
 *
 * @param topic the topic of the inputs
 * @param partitions the partitions, each with its range
 * @param inputs the number of image events in the ranges
 * @param detections the number of detection events of these inputs
 * @param dropped the number of frame-dropped events of these inputs
 * @param deadLetters the number of dead letters of these inputs
 * @param repeated the number of outcomes beyond the first of an input
 * @param deleted the number of inputs that cannot be checked, because the retention of an output
 *     topic deleted their outcomes
 * @param deletions the output topics that have deleted records, if {@code deleted} is above 0
 * @param wrong the number of findings of each kind that has any
 * @param findings the first hundred findings
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
