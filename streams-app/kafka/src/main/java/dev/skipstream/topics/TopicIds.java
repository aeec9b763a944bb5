package dev.skipstream.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The ids that topics had when a stream began. A topic that is deleted and created again has
 * another id, and its offsets begin again at 0 under the old name.
 *
 * <p>Threading: immutable; {@link #requireUnchanged} blocks on the broker, with a limit.
 */
public final class TopicIds {
  /** A broker that has just started may not know a topic yet. */
  private static final int LOOKS = 3;

  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(300);

  private final Map<String, Uuid> ids;

  private TopicIds(Map<String, Uuid> ids) {
    this.ids = Map.copyOf(ids);
  }

  /**
   * Reads the ids of topics.
   *
   * @throws BrokerException when one does not exist
   */
  public static TopicIds of(Admin admin, Collection<String> topics) {
    Map<String, Uuid> ids = new TreeMap<>();
    BrokerAnswer.await(admin.describeTopics(topics).allTopicNames(), "describing topics " + topics)
        .forEach((topic, description) -> ids.put(topic, description.topicId()));
    return new TopicIds(ids);
  }

  /**
   * Checks that a topic, read before, is the one of these ids.
   *
   * @throws BrokerException when it was created again in between
   */
  public void require(String topic, Uuid before) {
    if (!before.equals(ids.get(topic))) {
      throw new BrokerException(
          "topic %s was deleted and created again while the stream started: its id was %s and is now %s; start again"
              .formatted(topic, before, ids.get(topic)));
    }
  }

  /**
   * Asks the broker for the ids once more.
   *
   * @param limit the time limit for the broker's response
   * @throws BrokerException when a topic was deleted, or deleted and created again; states both ids
   * @throws TimeoutException when the broker does not answer
   */
  public void requireUnchanged(Admin admin, Duration limit) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(
                ids.keySet(),
                new DescribeTopicsOptions().timeoutMs(Math.toIntExact(limit.toMillis())))
            .topicNameValues();
    answers.forEach(
        (topic, answer) -> {
          Uuid now = idOf(admin, topic, answer, LOOKS);
          if (!now.equals(ids.get(topic))) {
            throw recreated(topic, now);
          }
        });
  }

  private Uuid idOf(
      Admin admin, String topic, KafkaFuture<TopicDescription> answer, int looksLeft) {
    try {
      return answer.get().topicId();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        if (looksLeft <= 1) {
          throw deleted(topic);
        }
        LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        return idOf(
            admin,
            topic,
            admin.describeTopics(List.of(topic)).topicNameValues().get(topic),
            looksLeft - 1);
      }
      if (e.getCause() instanceof RetriableException retriable) {
        throw new TimeoutException("asking for the id of topic " + topic, retriable);
      }
      throw new BrokerException(
          "asking for the id of topic %s: %s"
              .formatted(
                  topic,
                  ClusterFault.explain(e.getCause()).orElse("the broker says " + e.getCause())),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  private BrokerException deleted(String topic) {
    return new BrokerException(
        "topic %s (id %s) was deleted while the stream ran; create it with 'topics create', and then run 'topics reset-offsets' if it is an input"
            .formatted(topic, ids.get(topic)));
  }

  private BrokerException recreated(String topic, Uuid now) {
    return new BrokerException(
        "topic %s was deleted and created again while the stream ran: its id was %s and is now %s; stop all instances of the application, run 'topics reset-offsets' if the topic is an input, and start again"
            .formatted(topic, ids.get(topic), now));
  }
}
