package dev.skipstream.topics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Creates the topics of tracking, and checks those that are there.
 *
 * <p>Threading: each call blocks on the broker; the caller closes the admin client.
 */
public final class TrackingTopics {
  /** An event of as many tracks as a camera has, with the longest names, is smaller. */
  private static final int EVENT_BYTES = 256 << 10;

  private TrackingTopics() {}

  /**
   * The topic of detections.
   *
   * @param partitions number of partitions
   */
  public record Input(Uuid id, int partitions) {}

  /**
   * Creates the outputs that are missing, with as many partitions as the input has. A topic that
   * exists is left as it is and checked.
   *
   * @return the input, which exists
   * @throws BrokerException when the input does not exist, the broker refuses, or a topic does not
   *     fit; states the setting, its value and the expected value
   */
  public static Input prepare(Admin admin, TrackTopics topics) {
    TopicDescription input =
        Topics.describe(admin, List.of(topics.detections())).get(topics.detections());
    Topics.requireNoCompaction(
        topics.detections(),
        Topics.configs(admin, List.of(topics.detections())).get(topics.detections()));
    int partitions = input.partitions().size();
    Topics.createMissing(
        admin,
        List.of(
            output(topics.tracks(), partitions, TopicConfig.CLEANUP_POLICY_DELETE),
            output(topics.happenings(), partitions, TopicConfig.CLEANUP_POLICY_DELETE),
            output(topics.counts(), partitions, TopicConfig.CLEANUP_POLICY_COMPACT)));
    Topics.createKept(admin, topics.rules());
    Map<String, TopicDescription> outputs = Topics.describe(admin, topics.outputs());
    Map<String, Config> configs = Topics.configs(admin, topics.outputs());
    for (String output : topics.outputs()) {
      requireRoom(OutputTopic.of(outputs.get(output), configs.get(output)), input);
    }
    Topics.requireNoCompaction(topics.tracks(), configs.get(topics.tracks()));
    Topics.requireNoCompaction(topics.happenings(), configs.get(topics.happenings()));
    requireCompaction(OutputTopic.of(outputs.get(topics.counts()), configs.get(topics.counts())));
    return new Input(input.topicId(), partitions);
  }

  /** Describes an output whose events keep the timestamps of the detections. */
  private static NewTopic output(String name, int partitions, String cleanup) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanup,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "CreateTime",
                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                Long.toString(Long.MAX_VALUE)));
  }

  private static void requireRoom(OutputTopic output, TopicDescription input) {
    if (output.partitions() < input.partitions().size()) {
      throw new BrokerException(
          "topic %s has %d partitions, and topic %s has %d: expected at least as many; add partitions to %s"
              .formatted(
                  output.name(),
                  output.partitions(),
                  input.name(),
                  input.partitions().size(),
                  output.name()));
    }
    if (output.room() < EVENT_BYTES) {
      throw new BrokerException(
          "topic %s: %s is %d, expected %d or more, so that the events of a camera fit"
              .formatted(
                  output.name(),
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                  output.maxBatchBytes(),
                  EVENT_BYTES));
    }
  }

  private static void requireCompaction(OutputTopic counts) {
    if (!counts.compacted()) {
      throw new BrokerException(
          "topic %s: %s is %s, expected %s; the topic is a table of the last counts"
              .formatted(
                  counts.name(),
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  TopicConfig.CLEANUP_POLICY_DELETE,
                  TopicConfig.CLEANUP_POLICY_COMPACT));
    }
  }
}
