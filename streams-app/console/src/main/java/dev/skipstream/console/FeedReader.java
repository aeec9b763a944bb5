package dev.skipstream.console;

import dev.skipstream.topics.BrokerException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed records of the stream's topics once for all viewers, without a group, and
 * only while there are viewers.
 *
 * <p>Threading: {@link #run} is for one thread, the feed. It waits for the broker, with a bound,
 * and for nothing else. It ends when no viewer is left, or when it is interrupted.
 */
final class FeedReader {
  private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long PROBE_MILLIS = 2_000;
  private static final long TOPICS_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;
  private static final long WINDOW_MILLIS = FlowWindow.SLICES * FlowWindow.SLICE_MILLIS;

  /** The greatest number of earlier records that are read, by partition. */
  private static final long HISTORY = 3_000;

  /** Records that are read of each partition although they are older than the window. */
  private static final long NEWEST = 20;

  /**
   * Records of each detections topic that are read before all others, by partition: the first
   * picture of a page is the newest one.
   */
  private static final long GLANCE = 100;

  /** Dead letters are as large as images. */
  private static final long DEAD_LETTER_HISTORY = 20;

  private final Supplier<Map<String, Object>> client;
  private final ConsoleTopics topics;
  private final Board board;
  private final Clock clock;

  FeedReader(Supplier<Map<String, Object>> client, ConsoleTopics topics, Board board, Clock clock) {
    this.client = client;
    this.topics = topics;
    this.board = board;
    this.clock = clock;
  }

  /** Reads until {@code wanted} is false. A broker that is away is awaited. */
  void run(BooleanSupplier wanted) {
    while (wanted.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      try (Consumer<byte[], byte[]> consumer = consumer();
          ReplayWatch replays = new ReplayWatch(client.get())) {
        read(consumer, replays, wanted);
      } catch (InterruptException e) {
        Thread.currentThread().interrupt();
      } catch (BrokerException e) {
        board.broker(false, clock.millis(), e.getMessage());
        pause();
      } catch (KafkaException e) {
        LOG.debug("the feed starts over", e);
        down(e);
        pause();
      }
    }
  }

  private void down(Exception e) {
    board.broker(false, clock.millis(), "the broker does not answer (%s)".formatted(name(e)));
  }

  private static String name(Exception e) {
    return e.getClass().getSimpleName();
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(client.get());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "skipstream-console-feed");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void read(
      Consumer<byte[], byte[]> consumer, ReplayWatch replays, BooleanSupplier wanted) {
    Feed feed = new Feed(topics, board, clock);
    Map<TopicPartition, Long> ends = begin(consumer);
    board.broker(true, clock.millis(), "");
    List<TopicPartition> images = partitions(consumer, topics.images());
    long probed = clock.millis();
    long listed = probed;
    boolean caughtUp = false;
    while (wanted.getAsBoolean()) {
      if (!caughtUp && hasReached(consumer, ends)) {
        caughtUp = true;
        board.caughtUp();
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        feed.take(record, end == null || record.offset() >= end);
      }
      if (clock.millis() - probed >= PROBE_MILLIS) {
        boolean up = probe(consumer, images, feed);
        if (up) {
          board.running(replays.progress(board.startedReplays()));
        }
        probed = clock.millis();
        if (up && probed - listed >= TOPICS_MILLIS) {
          listed = probed;
          if (ends.size() != partitions(consumer, topics.events()).size()) {
            return; // a topic was created: the feed begins again, with it
          }
        }
      }
    }
  }

  /** A poll does not report a broker that is away; a question about offsets does. */
  private boolean probe(Consumer<byte[], byte[]> consumer, List<TopicPartition> images, Feed feed) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(images);
      Map<String, Long> lag = new TreeMap<>();
      ends.forEach(
          (partition, end) -> {
            Long done = feed.processed().get(partition);
            lag.merge(partition.topic(), done == null ? 0 : Math.max(0, end - done), Long::sum);
          });
      board.lag(lag);
      board.broker(true, clock.millis(), "");
      return true;
    } catch (TimeoutException e) {
      down(e);
      return false;
    }
  }

  /** Seeks to the records of the last minutes, and returns the ends as they are now. */
  private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer, topics.events());
    if (partitions.isEmpty()) {
      throw new KafkaException("none of the topics exists: " + topics.events());
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> asked = new HashMap<>();
    long since = clock.millis() - WINDOW_MILLIS;
    partitions.forEach(one -> asked.put(one, since));
    Map<TopicPartition, OffsetAndTimestamp> recent = consumer.offsetsForTimes(asked);
    board.begin(glance(consumer, ends));
    consumer.assign(partitions);
    for (TopicPartition one : partitions) {
      long end = ends.get(one);
      long from = Math.max(begins.get(one), end - history(one.topic()));
      OffsetAndTimestamp first = recent.get(one);
      if (isTimed(one.topic())) {
        long recentFrom = first == null ? end : first.offset();
        from = Math.max(from, Math.min(end - NEWEST, recentFrom));
      }
      consumer.seek(one, from);
    }
    return ends;
  }

  /** Returns the last frames of the detections topics, before the earlier records are read. */
  private List<FrameView> glance(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> allEnds) {
    Map<TopicPartition, Long> ends = new HashMap<>(allEnds);
    ends.keySet().removeIf(one -> !topics.detections().contains(one.topic()));
    consumer.assign(ends.keySet());
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet());
    ends.forEach((one, end) -> consumer.seek(one, Math.max(begins.get(one), end - GLANCE)));
    List<FrameView> frames = new ArrayList<>();
    long deadline = clock.millis() + PATIENCE.toMillis();
    while (!hasReached(consumer, ends)) {
      consumer.poll(POLL).forEach(record -> Feed.frame(record).ifPresent(frames::add));
      if (clock.millis() > deadline) {
        throw new TimeoutException("the newest detections were not read in time");
      }
    }
    return frames;
  }

  private static boolean hasReached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(one -> consumer.position(one.getKey()) >= one.getValue());
  }

  /** Reports, dead letters and replays are shown also when they are older than the window. */
  private boolean isTimed(String topic) {
    return !topic.equals(topics.status())
        && !topic.equals(topics.replays())
        && !topics.isRedrives(topic)
        && !topics.isRules(topic)
        && !topics.isDeadLetters(topic);
  }

  private long history(String topic) {
    return topics.isDeadLetters(topic) ? DEAD_LETTER_HISTORY : HISTORY;
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, List<String> names) {
    Map<String, List<PartitionInfo>> all = consumer.listTopics();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String name : names) {
      all.getOrDefault(name, List.of())
          .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
    }
    return partitions;
  }
}
