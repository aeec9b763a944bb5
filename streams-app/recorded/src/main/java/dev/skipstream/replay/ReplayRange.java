package dev.skipstream.replay;

import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.TopicRange;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The range of a replay: in each partition, the offsets up to its last record in the range. Markers
 * of transactions have offsets too, but are no records, and no commit passes one that is last.
 *
 * @param topicId tells the topic from a later one of the same name
 * @param partitions all of the topic's, in their order; empty where there is no record in the range
 */
record ReplayRange(String topic, Uuid topicId, List<OffsetRange> partitions) {
  /** Records to look at first when looking for the last one: most partitions end with one. */
  private static final long FIRST_LOOK = 16;

  ReplayRange {
    partitions = List.copyOf(partitions);
  }

  /**
   * Finds out what is in a range now.
   *
   * @throws ReplayRefusedException when there is no such topic, or no record in the range
   * @throws dev.skipstream.topics.range.InvalidRangeException when the range is none, or part of it
   *     is gone
   */
  static ReplayRange resolve(
      Admin admin, CommittedReader reader, String topic, RangeBound from, RangeBound to) {
    if (!Topics.exists(admin, topic)) {
      throw new ReplayRefusedException(
          "topic %s does not exist: expected the topic of the image events, name it with --topic"
              .formatted(topic));
    }
    ImageTopic images = Topics.imageTopic(admin, topic);
    List<OffsetRange> found =
        TopicRange.resolveWhole(admin, topic, from, to).stream()
            .map(range -> upToLastRecord(reader, topic, range))
            .toList();
    if (found.stream().allMatch(range -> range.length() == 0)) {
      throw new ReplayRefusedException(
          "the range of topic %s holds no record: expected at least one".formatted(topic));
    }
    return new ReplayRange(topic, images.id(), found);
  }

  /**
   * Finds the last record by reading from the end, in growing steps: only reading distinguishes a
   * record from a marker.
   */
  private static OffsetRange upToLastRecord(
      CommittedReader reader, String topic, OffsetRange range) {
    long end = range.to();
    for (long look = FIRST_LOOK; end > range.from(); look *= 2) {
      long begin = Math.max(range.from(), end - look);
      long[] after = {-1};
      reader.read(
          topic,
          List.of(new OffsetRange(range.partition(), begin, end)),
          record -> after[0] = Math.max(after[0], record.offset() + 1));
      if (after[0] >= 0) {
        return new OffsetRange(range.partition(), range.from(), after[0]);
      }
      end = begin;
    }
    return new OffsetRange(range.partition(), range.from(), range.from());
  }

  /** Returns the partitions that have records in the range. */
  List<OffsetRange> filled() {
    return partitions.stream().filter(range -> range.length() > 0).toList();
  }

  /** Offsets in all; some may hold no record. */
  long length() {
    return partitions.stream().mapToLong(OffsetRange::length).sum();
  }

  TopicPartition partition(OffsetRange range) {
    return new TopicPartition(topic, range.partition());
  }

  /** The first offset of each partition that is not part of it. */
  Map<TopicPartition, Long> ends() {
    return partitions.stream().collect(Collectors.toMap(this::partition, OffsetRange::to));
  }

  /**
   * Returns the range as options of the command line: they request just this range, whatever
   * arrives in the topic later.
   */
  @Override
  public String toString() {
    return partitions.stream()
        .map(
            range ->
                "--from-offset %d:%d --to-offset %d:%d"
                    .formatted(range.partition(), range.from(), range.partition(), range.to()))
        .collect(Collectors.joining(" "));
  }
}
