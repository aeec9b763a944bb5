package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The record of one replay: a range of a recorded topic, through one model, to its own topics.
 *
 * @param id the id of the replay, a function of range, model and settings. A repeated replay also
 *     has the number of its run
 * @param topic the replayed topic
 * @param topicId the id that distinguishes it from a later topic of the same name
 * @param range the range of each partition that has records in it, by partition
 * @param settings all other settings on which the detections depend, by name
 * @param output the topic of the detection events
 * @param deadLetters the topic of the dead letters
 * @param startedAt the start of the run that completed the replay
 * @param durationMillis the duration of that run, since its model was warm
 * @param framesPerSecond the rate of that run
 * @param resumedAfter the number of image events that earlier, interrupted runs had processed
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
    Optional<Long> resumedAfter)
    implements ReplayEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.replay.v1";

  public ReplayRun {
    range = List.copyOf(range);
    // By name: the same run has the same bytes.
    settings = new TreeMap<>(settings);
  }

  /**
   * A range of a partition.
   *
   * @param from the first offset of it
   * @param to the offset after its last record
   */
  public record Range(int partition, long from, long to) {}

  /** The number of image events of the range, by outcome. */
  public record Counts(long detected, long dropped, long deadLetters) {}
}
