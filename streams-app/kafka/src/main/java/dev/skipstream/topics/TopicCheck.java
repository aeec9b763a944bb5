package dev.skipstream.topics;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/** The rules by which the three topics of a pipeline fit each other. */
final class TopicCheck {
  /** The largest event of a frame with its key and headers, from the bounds of docs/events.md. */
  private static final int LEAST_DETECTION_BYTES = 256 << 10;

  /** A shorter window could exclude the present, by the difference of two clocks. */
  private static final Duration LEAST_WINDOW = Duration.ofMinutes(1);

  private TopicCheck() {}

  /**
   * Checks the topics of a pipeline.
   *
   * @throws BrokerException that names the topic, the setting, its value and what is expected
   */
  static void check(OutputTopic images, OutputTopic detections, OutputTopic deadLetters) {
    List.of(images, detections, deadLetters).forEach(TopicCheck::checkWindow);
    for (OutputTopic output : List.of(detections, deadLetters)) {
      if (output.partitions() < images.partitions()) {
        throw new BrokerException(
            "topic %s has %d partitions, expected at least %d, as many as %s; an outcome goes to the partition of its input: add partitions to %s"
                .formatted(
                    output.name(),
                    output.partitions(),
                    images.partitions(),
                    images.name(),
                    output.name()));
      }
    }
    requireBytes(
        detections, LEAST_DETECTION_BYTES, "an event with its key and headers has so many");
    requireBytes(
        deadLetters,
        images.maxBatchBytes() + Topics.DEAD_LETTER_OVERHEAD_BYTES,
        "which is that of %s and %d KiB; a dead letter carries the whole image event"
            .formatted(images.name(), Topics.DEAD_LETTER_OVERHEAD_BYTES >> 10));
  }

  private static void checkWindow(OutputTopic topic) {
    if (!topic.stampsItself()) {
      requireWindow(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, topic.before());
      requireWindow(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, topic.after());
    }
  }

  private static void requireWindow(OutputTopic topic, String setting, Duration window) {
    if (window.compareTo(LEAST_WINDOW) < 0) {
      throw new BrokerException(
          "topic %s: %s is %d, expected at least %d; two clocks differ, and the topic would reject records of now"
              .formatted(topic.name(), setting, window.toMillis(), LEAST_WINDOW.toMillis()));
    }
  }

  private static void requireBytes(OutputTopic topic, int least, String reason) {
    if (topic.maxBatchBytes() < least) {
      throw new BrokerException(
          "topic %s: %s is %d, expected at least %d, %s"
              .formatted(
                  topic.name(),
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                  topic.maxBatchBytes(),
                  least,
                  reason));
    }
  }
}
