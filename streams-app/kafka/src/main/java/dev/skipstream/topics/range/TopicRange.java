package dev.skipstream.topics.range;

import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.CommittedOffsets;
import dev.skipstream.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the bounds of a range into offsets, each within what the topic holds and has committed.
 *
 * <p>Threading: blocks on the broker; the caller closes the admin client.
 */
public final class TopicRange {
  private static final Logger LOG = LoggerFactory.getLogger(TopicRange.class);

  private final Admin admin;
  private final String topic;
  private final Map<Integer, Long> earliest;
  private final Map<Integer, Long> latest;

  private TopicRange(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
    int partitions = Topics.partitions(admin, List.of(topic)).size();
    this.earliest = offsets(partitions, OffsetSpec.earliest());
    this.latest = offsets(partitions, OffsetSpec.latest());
  }

  /**
   * The range of each partition, in their order: what there is of it.
   *
   * @throws BrokerException when the broker does not say
   */
  public static List<OffsetRange> resolve(
      Admin admin, String topic, RangeBound from, RangeBound to) {
    return new TopicRange(admin, topic).between(from, to);
  }

  /**
   * The range of each partition, in their order, where all of what was asked for is there. Where a
   * range by time may have lost its beginning, that is logged.
   *
   * @throws InvalidRangeException when the end is before the beginning, when offsets that were
   *     asked for are gone or not yet written, and when nothing is in the range
   * @throws BrokerException when the broker does not say
   */
  public static List<OffsetRange> resolveWhole(
      Admin admin, String topic, RangeBound from, RangeBound to) {
    TopicRange range = new TopicRange(admin, topic);
    RangeCheck check = new RangeCheck(topic, range.earliest, range.latest);
    check.requireOrder(from, to);
    check.requirePresent(from, to);
    List<OffsetRange> ranges = range.between(from, to);
    check.requireRecords(ranges);
    check.mayBeCut(from, ranges).ifPresent(LOG::warn);
    return ranges;
  }

  private List<OffsetRange> between(RangeBound from, RangeBound to) {
    Map<Integer, Long> begins = at(from, earliest);
    Map<Integer, Long> ends = at(to, latest);
    List<OffsetRange> ranges = new ArrayList<>();
    for (int partition : earliest.keySet()) {
      long begin = within(partition, begins.get(partition));
      ranges.add(
          new OffsetRange(
              partition, begin, Math.max(begin, within(partition, ends.get(partition)))));
    }
    return ranges;
  }

  private Map<Integer, Long> at(RangeBound bound, Map<Integer, Long> unsaid) {
    if (bound instanceof RangeBound.Earliest) {
      return earliest;
    }
    if (bound instanceof RangeBound.Latest) {
      return latest;
    }
    if (bound instanceof RangeBound.Offsets offsets) {
      Map<Integer, Long> at = new HashMap<>(unsaid);
      requireKnown(offsets.byPartition().keySet());
      offsets.others().ifPresent(other -> at.replaceAll((partition, offset) -> other));
      at.putAll(offsets.byPartition());
      return at;
    }
    if (bound instanceof RangeBound.DateTime dateTime) {
      return offsetsAt(dateTime.at().toEpochMilli());
    }
    return committed(((RangeBound.Committed) bound).group());
  }

  private void requireKnown(Set<Integer> named) {
    for (int partition : named) {
      if (!earliest.containsKey(partition)) {
        throw new InvalidRangeException(
            "topic %s has %d partitions, and no partition %d: expected 0 to %d"
                .formatted(topic, earliest.size(), partition, earliest.size() - 1));
      }
    }
  }

  private long within(int partition, long offset) {
    return Math.max(earliest.get(partition), Math.min(offset, latest.get(partition)));
  }

  private Map<Integer, Long> offsetsAt(long timestamp) {
    Map<Integer, Long> found = offsets(earliest.size(), OffsetSpec.forTimestamp(timestamp));
    // No record is as new: the range is empty at the end.
    found.replaceAll((partition, offset) -> offset < 0 ? latest.get(partition) : offset);
    return found;
  }

  private Map<Integer, Long> committed(String group) {
    Map<Integer, Long> committed = new HashMap<>(earliest);
    Map<TopicPartition, OffsetAndMetadata> offsets = CommittedOffsets.of(admin, group, topic);
    offsets.forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
    if (offsets.isEmpty()) {
      throw new BrokerException(
          "application %s has committed nothing of topic %s: name the one that has, or say where the range ends"
              .formatted(group, topic));
    }
    return committed;
  }

  private Map<Integer, Long> offsets(int partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), spec);
    }
    Map<TopicPartition, ListOffsetsResultInfo> answers =
        BrokerAnswer.await(
            admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all(),
            "reading the offsets of topic " + topic);
    Map<Integer, Long> offsets = new TreeMap<>();
    answers.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }
}
