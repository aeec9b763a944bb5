package dev.skipstream.stream;

import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of the output topics as the broker described them last. An operator may change a topic
 * during a run, so the description is renewed.
 *
 * <p>Threading: any thread asks, and none waits. One thread of its own waits for the broker's
 * answers, and ends with {@link #close}.
 */
final class OutputLimits implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputLimits.class);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(30);

  private final long producerBytes;
  private final Map<String, OutputTopic> topics;
  private final Runnable renewal;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread watch = new Thread(task, "output-limits");
            watch.setDaemon(true);
            return watch;
          });

  /** Requests for a topic and partition that the description lacked. */
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  private OutputLimits(Map<String, OutputTopic> topics, long producerBytes, Runnable renewal) {
    this.topics = topics;
    this.producerBytes = producerBytes;
    this.renewal = renewal;
  }

  /**
   * Limits that are renewed from time to time.
   *
   * @param admin the admin client of the cluster; the caller closes it afterwards
   * @param topics the names of the outputs of all pipelines
   * @param producerBytes the largest request that the producers send
   * @throws BrokerException when the broker does not describe the topics
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  static OutputLimits watched(Admin admin, List<String> topics, long producerBytes) {
    Map<String, OutputTopic> known = new ConcurrentHashMap<>(Topics.outputs(admin, topics));
    OutputLimits limits =
        new OutputLimits(known, producerBytes, () -> known.putAll(Topics.outputs(admin, topics)));
    known.values().stream()
        .filter(OutputTopic::stampsItself)
        .forEach(
            topic ->
                LOG.warn(
                    "topic {}: message.timestamp.type is LogAppendTime, so outcomes have their"
                        + " input's timestamp in the header {}",
                    topic.name(),
                    EventHeaders.INPUT_TIMESTAMP));
    limits.thread.scheduleWithFixedDelay(
        limits::renew, RENEW_EVERY.toMillis(), RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return limits;
  }

  /** Limits that never change. */
  static OutputLimits fixed(Map<String, OutputTopic> topics, long producerBytes) {
    return renewedBy(() -> {}, topics, producerBytes);
  }

  /** Limits that {@code renewal} renews, which may block: a thread of the limits runs it. */
  static OutputLimits renewedBy(
      Runnable renewal, Map<String, OutputTopic> topics, long producerBytes) {
    return new OutputLimits(topics, producerBytes, renewal);
  }

  /** Returns the last description of a topic. */
  OutputTopic of(String topic) {
    return topics.get(topic);
  }

  /** Returns how many bytes a record for a topic may have, with the headers of its batch. */
  long room(String topic) {
    return Math.min(of(topic).room(), producerBytes);
  }

  /**
   * Requires that a topic has a partition.
   *
   * @throws TimeoutException while the broker has not been asked again: the topic may have grown
   * @throws BrokerException when the topic certainly lacks the partition
   */
  void requirePartition(String topic, int partition, String input) {
    if (partition < of(topic).partitions()) {
      return;
    }
    CompletableFuture<Void> renewed =
        awaited.computeIfAbsent(
            topic + "-" + partition, key -> CompletableFuture.runAsync(renewal, thread));
    if (renewed.isDone() && partition >= of(topic).partitions()) {
      if (renewed.isCompletedExceptionally()) {
        awaited.remove(topic + "-" + partition);
      } else {
        throw new BrokerException(
            "topic %s has %d partitions: expected at least %d, since %s has so many and an outcome goes to the partition of its input; add partitions to %s and start again"
                .formatted(topic, of(topic).partitions(), partition + 1, input, topic));
      }
    }
    throw new TimeoutException(
        "topic %s had no partition %d when the broker described it last"
            .formatted(topic, partition));
  }

  private void renew() {
    try {
      renewal.run();
    } catch (RuntimeException e) {
      LOG.warn("the output topics' settings stay as they were: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
