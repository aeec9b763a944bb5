package dev.skipstream.tracking;

import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.zones.RuleSet;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /** Another instance may write a change at the same moment. */
  private static final int ATTEMPTS = 3;

  private final RulesSettings settings;
  private final Supplier<RuleCheck> check;
  private final Clock clock;
  private final TrackingMetrics metrics;
  private final RulesTopic topic;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::keep, "rules");
  private Optional<RulesFileWatch> watch = Optional.empty();

  private RulesKeeper(
      RulesSettings settings,
      Supplier<RuleCheck> check,
      Clock clock,
      TrackingMetrics metrics,
      RulesTopic topic) {
    this.settings = settings;
    this.check = check;
    this.clock = clock;
    this.metrics = metrics;
    this.topic = topic;
    thread.setDaemon(true);
  }

  /**
   * Reads the topic, writes the rules of the file to it if they are others, and starts to watch
   * both.
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
            settings,
            () ->
                new RuleCheck(SeenDetections.read(client, topics.detections()), settings.classes()),
            clock,
            metrics,
            topic);
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
      set(file, content);
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
        set(settings.file().orElseThrow(), changed.get());
      }
    } catch (ZonesException e) {
      metrics.rulesRejected();
      LOG.error("{}; the rules stay as they are", e.getMessage());
    } catch (BrokerException | KafkaException e) {
      LOG.warn("the changed rules are tried again: {}", e.getMessage());
      watch.get().again();
    }
  }

  /** Makes the rules of a content the newest version, if they are not. */
  private void set(Path file, String content) {
    RuleSet rules = ZonesFile.parse(file.toString(), content);
    if (isNewest(rules)) {
      return;
    }
    if (settings.checked()) {
      check.get().require(file.toString(), rules.cameras());
    }
    for (int attempt = 0; attempt < ATTEMPTS && !isNewest(rules); attempt++) {
      topic.append(new RulesEvent(from(file, rules), settings.by(), content));
    }
    if (!isNewest(rules)) {
      throw new ZonesException(
          "%s: another instance sets other rules at the same time: expected one file for all instances"
              .formatted(file));
    }
  }

  private boolean isNewest(RuleSet rules) {
    return topic
        .versions()
        .newest()
        .filter(newest -> newest.cameras().equals(rules.cameras()))
        .isPresent();
  }

  /** Returns the time from which rules apply: the first version applies to all frames. */
  private Instant from(Path file, RuleSet rules) {
    Optional<RuleVersion> newest = topic.versions().newest();
    if (rules.from().isPresent() && newest.isPresent()) {
      RuleVersion last = newest.get();
      if (!rules.from().get().isAfter(last.from())) {
        throw new ZonesException(
            "%s: 'from' is %s, and version %d of the rules applies from %s: expected a later time, or no 'from' for now"
                .formatted(file, rules.from().get(), last.number(), last.from()));
      }
    }
    if (rules.from().isPresent()) {
      return rules.from().get();
    }
    if (newest.isEmpty()) {
      return Instant.EPOCH;
    }
    Instant soon = clock.instant().plus(settings.lead()).truncatedTo(ChronoUnit.MILLIS);
    Instant next = newest.get().from().plusMillis(1);
    return soon.isAfter(next) ? soon : next;
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
