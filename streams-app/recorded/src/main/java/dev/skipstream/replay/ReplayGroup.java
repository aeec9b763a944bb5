package dev.skipstream.replay;

import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.CommittedOffsets;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.TopicRange;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumer group of a replay: its committed offsets are the progress of the replay, whichever
 * process was killed meanwhile.
 *
 * <p>Threading: blocks on the broker; the admin client is the caller's.
 */
final class ReplayGroup {
  private final Admin admin;
  private final String id;
  private final ReplayRange range;

  ReplayGroup(Admin admin, String id, ReplayRange range) {
    this.admin = admin;
    this.id = id;
    this.range = range;
  }

  /** Returns if a run has begun it. */
  boolean hasBegun() {
    return !committed().isEmpty();
  }

  /**
   * Commits the beginning of the range in each partition that has no commit: also in those with
   * nothing in the range, because they are assigned with the others.
   *
   * @throws dev.skipstream.topics.BrokerException when the broker refuses
   */
  void begin() {
    Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
    Map<TopicPartition, Long> committed = committed();
    for (OffsetRange part : range.partitions()) {
      if (!committed.containsKey(range.partition(part))) {
        missing.put(range.partition(part), new OffsetAndMetadata(part.from()));
      }
    }
    if (!missing.isEmpty()) {
      BrokerAnswer.await(
          admin.alterConsumerGroupOffsets(id, missing).all(),
          "setting where group %s begins".formatted(id));
    }
  }

  /**
   * Returns the number of offsets of the range that are done.
   *
   * @throws ReplayRefusedException when the group has begun and has no offsets any more
   */
  long done() {
    Map<TopicPartition, Long> committed = committed();
    long done = 0;
    for (OffsetRange part : range.filled()) {
      Long next = committed.get(range.partition(part));
      if (next == null) {
        throw new ReplayRefusedException(
            "group %s has lost its offsets: it was deleted; start the replay again, with another --output"
                .formatted(id));
      }
      done += Math.max(0, Math.min(next, part.to()) - part.from());
    }
    return done;
  }

  /**
   * Checks that the topic holds all that is still to be replayed.
   *
   * @throws dev.skipstream.topics.range.InvalidRangeException that says which offsets are gone
   */
  void requireRest() {
    Map<TopicPartition, Long> committed = committed();
    Map<Integer, Long> from = new HashMap<>();
    Map<Integer, Long> to = new HashMap<>();
    for (OffsetRange part : range.filled()) {
      long next = committed.getOrDefault(range.partition(part), part.from());
      if (next < part.to()) {
        from.put(part.partition(), next);
        to.put(part.partition(), part.to());
      }
    }
    if (!from.isEmpty()) {
      TopicRange.resolveWhole(
          admin,
          range.topic(),
          new RangeBound.Offsets(from, OptionalLong.empty()),
          new RangeBound.Offsets(to, OptionalLong.empty()));
    }
  }

  private Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> committed = new HashMap<>();
    CommittedOffsets.soFar(admin, id, range.topic())
        .forEach((partition, offset) -> committed.put(partition, offset.offset()));
    return committed;
  }
}
