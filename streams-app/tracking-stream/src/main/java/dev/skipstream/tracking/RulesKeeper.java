package dev.skipstream.tracking;

import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of this instance: the versions of the topic, to which it writes the changes of a file.
 * An unfit file is reported in one line, and the rules stay as they are.
 *
 * <p>Threading: {@link #open} blocks on the broker. From then on one daemon thread reads the topic
 * and the file, until {@link #close}, which waits for it with a bound. {@link #get} is for any
 * thread and blocks on nothing.
 */
final class RulesKeeper implements AutoCloseable, Supplier<RuleVersions> {
  private static final Logger LOG = LoggerFactory.getLogger(RulesKeeper.class);

  /** Also the wait between two looks at the file. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final RulesSettings settings;
  private final RulesWriter writer;
  private final TrackingMetrics metrics;
  private final RulesTopic topic;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::keep, "rules");
  private Optional<RulesFileWatch> watch = Optional.empty();

  private RulesKeeper(
      RulesSettings settings, RulesWriter writer, TrackingMetrics metrics, RulesTopic topic) {
    this.settings = settings;
    this.writer = writer;
    this.metrics = metrics;
    this.topic = topic;
    thread.setDaemon(true);
  }

  /**
   * Reads the topic, writes the rules of the file to it if the file has changed, and starts to
   * watch both.
   *
   * @throws ZonesException when the file is unfit; one line
   * @throws BrokerException when the topic cannot be read or written
   */
  static RulesKeeper open(
      Map<String, Object> client,
      TrackTopics topics,
      RulesSettings settings,
      Clock clock,
      TrackingMetrics metrics) {
    RulesTopic topic = new RulesTopic(client, topics.rules(), metrics);
    RulesKeeper keeper =
        new RulesKeeper(
            settings, RulesWriter.of(client, topics, settings, clock, topic), metrics, topic);
    try {
      keeper.begin();
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
    keeper.thread.start();
    return keeper;
  }

  @Override
  public RuleVersions get() {
    return topic.versions();
  }

  private void begin() {
    topic.readAll();
    if (settings.file().isPresent()) {
      Path file = settings.file().get();
      String content = ZonesFile.text(file);
      writer.setFile(file.toString(), content);
      watch = Optional.of(new RulesFileWatch(file, content));
    }
    if (topic.versions().newest().isEmpty()) {
      LOG.info("there are no rules: tracks have no lines and zones");
    }
  }

  private void keep() {
    try {
      while (!closing.await(0, TimeUnit.MILLISECONDS)) {
        try {
          topic.read(POLL);
          look();
        } catch (RuntimeException e) {
          LOG.warn("the rules cannot be read, and are tried again: {}", e.toString());
          if (closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      topic.close();
    }
  }

  /** Looks at the file once. */
  private void look() {
    if (watch.isEmpty()) {
      return;
    }
    try {
      Optional<String> changed = watch.get().poll();
      if (changed.isPresent()) {
        topic.readAll();
        writer.setFile(settings.file().orElseThrow().toString(), changed.get());
      }
    } catch (ZonesException e) {
      metrics.rulesRejected();
      LOG.error("{}; the rules stay as they are", e.getMessage());
    } catch (BrokerException | KafkaException e) {
      LOG.warn("the changed rules are tried again: {}", e.getMessage());
      watch.get().again();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
