package dev.skipstream.topics;

import java.time.Duration;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The records that a topic of a pipeline accepts, as the broker describes it.
 *
 * @param name the name of the topic
 * @param partitions number of partitions
 * @param maxBatchBytes the largest batch ({@code max.message.bytes}); a large record is alone in
 *     its batch
 * @param recompresses true if the broker compresses batches again, which may make a batch larger
 * @param stampsItself true if the broker replaces timestamps by the time of its own clock
 * @param before the largest time by which a timestamp may precede the broker's time
 * @param after the largest time by which a timestamp may follow the broker's time
 * @param compacted true if every record needs a key
 */
public record OutputTopic(
    String name,
    int partitions,
    int maxBatchBytes,
    boolean recompresses,
    boolean stampsItself,
    Duration before,
    Duration after,
    boolean compacted) {

  /**
   * Time between our check and the broker's, and the difference of the two clocks: at most this, or
   * half of a window that is shorter. A producer delivers a record within two minutes.
   */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /** Compressing data that cannot be compressed adds at most a sixth (snappy), and a header. */
  private static final int RECOMPRESSION_PART = 7;

  private static final int RECOMPRESSION_HEADER = 1 << 10;

  static OutputTopic of(TopicDescription topic, Config config) {
    String compression = value(config, TopicConfig.COMPRESSION_TYPE_CONFIG);
    return new OutputTopic(
        topic.name(),
        topic.partitions().size(),
        Integer.parseInt(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)),
        !compression.equals("producer") && !compression.equals("uncompressed"),
        value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime"),
        millis(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
        millis(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        value(config, TopicConfig.CLEANUP_POLICY_CONFIG)
            .contains(TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  private static Duration millis(Config config, String name) {
    return Duration.ofMillis(Long.parseLong(value(config, name)));
  }

  private static String value(Config config, String name) {
    return config.get(name).value();
  }

  /** Returns how many bytes a batch of one record may have that the broker surely accepts. */
  public long room() {
    return recompresses
        ? maxBatchBytes - (long) maxBatchBytes / RECOMPRESSION_PART - RECOMPRESSION_HEADER
        : maxBatchBytes;
  }

  /**
   * Returns whether a record keeps its timestamp in this topic.
   *
   * @param timestamp in epoch milliseconds, not negative
   * @param now in epoch milliseconds
   */
  public boolean keeps(long timestamp, long now) {
    return !stampsItself
        && now - timestamp <= withoutMargin(before)
        && timestamp - now <= withoutMargin(after);
  }

  private static long withoutMargin(Duration window) {
    long millis = window.toMillis();
    return millis - Math.min(MARGIN.toMillis(), millis / 2);
  }
}
