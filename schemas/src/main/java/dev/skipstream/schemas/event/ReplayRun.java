package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The record of one replay: a range of a recorded topic, through one model, to its own topics.
 *
 * @param id of the replay: a function of range, model and settings, and the number of the run where
 *     it was done again
 * @param topic what was replayed
 * @param topicId tells it from a later topic of the same name
 * @param range of each partition that has records in it, by partition
 * @param settings whatever else the detections depend on, by name
 * @param output where the detection events are
 * @param deadLetters where the image events are that have none
 * @param startedAt when the run began that finished it
 * @param durationMillis of that run, from when its model was warm
 * @param framesPerSecond of that run
 * @param resumedAfter image events that runs before it had done, which were cut short
 */
public record ReplayRun(
    String id,
    String topic,
    String topicId,
    List<Range> range,
    ModelIdentity model,
    Map<String, String> settings,
    String output,
    String deadLetters,
    Counts counts,
    Instant startedAt,
    long durationMillis,
    double framesPerSecond,
    Optional<Long> resumedAfter) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.replay.v1";

  public ReplayRun {
    range = List.copyOf(range);
    // By name: the same run has the same bytes.
    settings = new TreeMap<>(settings);
  }

  /**
   * A stretch of a partition.
   *
   * @param from the first offset of it
   * @param to the offset after its last record
   */
  public record Range(int partition, long from, long to) {}

  /** The number of image events of the range, by outcome. */
  public record Counts(long detected, long dropped, long deadLetters) {}
}
