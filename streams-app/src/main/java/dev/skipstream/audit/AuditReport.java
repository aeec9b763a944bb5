package dev.skipstream.audit;

import java.util.List;
import java.util.Map;

/**
 * What was counted.
 *
 * @param topic of the inputs
 * @param partitions each with its range
 * @param inputs image events in the ranges
 * @param detections detection events that answer them
 * @param dropped frame-dropped events that answer them
 * @param deadLetters dead letters that answer them
 * @param repeated outcomes beyond the first of an input
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
    Map<Finding.Kind, Long> wrong,
    List<Finding> findings) {

  /**
   * One partition's part.
   *
   * @param fromOffset the first offset that was looked at
   * @param toOffset the first that was not
   * @param inputs image events between them
   * @param missing those without an outcome
   */
  public record Partition(
      int partition, long fromOffset, long toOffset, long inputs, long missing) {}

  /** Whether every input has exactly one outcome, in order and under its ID. */
  public boolean clean() {
    return wrong.isEmpty();
  }
}
