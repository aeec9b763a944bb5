package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record of the start of a replay. An interrupted replay has one for each start.
 *
 * @param id the id of the replay, as in its {@link ReplayRun}
 * @param topic the replayed topic
 * @param topicId the id that distinguishes it from a later topic of the same name
 * @param range the range of each partition that has records in it, by partition
 * @param output the topic of the detection events
 * @param deadLetters the topic of the dead letters
 * @param group the consumer group whose committed offsets are the progress of the replay
 * @param startedAt the time of this start
 * @param resumedAfter the number of image events that earlier, interrupted runs had processed
 */
public record ReplayStart(
    String id,
    String topic,
    String topicId,
    List<ReplayRun.Range> range,
    ModelIdentity model,
    String output,
    String deadLetters,
    String group,
    Instant startedAt,
    Optional<Long> resumedAfter)
    implements ReplayEvent {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.replay-start.v1";

  public ReplayStart {
    range = List.copyOf(range);
  }
}
