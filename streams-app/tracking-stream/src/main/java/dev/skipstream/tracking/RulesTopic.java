package dev.skipstream.tracking;

import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.RulesEvent.Origin;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.zones.RuleSet;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic with the versions of the rules. All readers fold its entries in their order, so that
 * all number the versions alike.
 *
 * <p>Threading: for one thread at a time, but {@link #versions}, which is for any and blocks on
 * nothing.
 */
final class RulesTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RulesTopic.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, Object> client;
  private final TopicPartition partition;
  private final TrackingMetrics metrics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private Optional<RuleSet> lastOfFile = Optional.empty();
  private volatile RuleVersions versions = new RuleVersions(List.of());

  RulesTopic(Map<String, Object> client, String topic, TrackingMetrics metrics) {
    this.client = client;
    this.partition = new TopicPartition(topic, 0);
    this.metrics = metrics;
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Returns the versions that were read so far. */
  RuleVersions versions() {
    return versions;
  }

  /** Returns the rules that a file had when it was the newest version. */
  Optional<RuleSet> lastOfFile() {
    return lastOfFile;
  }

  /**
   * Reads all entries that the topic has now.
   *
   * @throws BrokerException when they do not arrive in time
   */
  void readAll() {
    readTo(consumer.endOffsets(List.of(partition), PATIENCE).get(partition));
  }

  /** Reads what arrives within a time. */
  void read(Duration within) {
    for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(within)) {
      fold(entry);
    }
  }

  /**
   * Appends an entry, and reads the topic up to it.
   *
   * @throws BrokerException when the broker does not accept it, or does not return it in time
   */
  void append(RulesEvent entry) {
    long offset;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      offset =
          producer
              .send(EventSerdes.write(partition.topic(), UUID.randomUUID().toString(), entry))
              .get()
              .offset();
    } catch (ExecutionException e) {
      throw new BrokerException(
          "rules cannot be written to topic %s: %s"
              .formatted(partition.topic(), e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while rules were written", e);
    }
    readTo(offset + 1);
  }

  private void readTo(long end) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition, PATIENCE) < end) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerException(
            "topic %s: offset %d did not arrive within %d s; look at the broker's log"
                .formatted(partition.topic(), end, PATIENCE.toSeconds()));
      }
      read(Duration.ofMillis(200));
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> entry) {
    String where = "%s@%d".formatted(partition.topic(), entry.offset());
    try {
      RulesEvent rules = EventSerdes.readRules(entry.headers(), entry.value());
      RuleVersions before = versions;
      RuleSet set = ZonesFile.parse(where, rules.file());
      versions = before.folding(rules.from(), set.cameras());
      if (rules.origin().orElse(Origin.FILE) == Origin.FILE && isNewest(set)) {
        lastOfFile = Optional.of(set);
      }
      if (versions.equals(before)) {
        LOG.info("{}: the entry of {} changes no rules", where, rules.by());
        return;
      }
      RuleVersion newest = versions.newest().orElseThrow();
      LOG.info(
          "version {} of the rules, by {}, applies from {}",
          newest.number(),
          rules.by(),
          newest.from());
      if (metrics.rules(newest.number(), newest.from())) {
        LOG.warn(
            "version {} of the rules applies from {}, and later frames were tracked before it"
                + " arrived: their events name the version before",
            newest.number(),
            newest.from());
      }
    } catch (InvalidEventException | ZonesException e) {
      LOG.warn("{} is ignored: {}", where, e.getMessage());
    }
  }

  /** Returns true if the newest version has these rules. */
  boolean isNewest(RuleSet rules) {
    return versions.newest().filter(newest -> newest.cameras().equals(rules.cameras())).isPresent();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
