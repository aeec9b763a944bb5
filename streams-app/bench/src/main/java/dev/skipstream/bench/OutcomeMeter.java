package dev.skipstream.bench;

import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts outcomes as a reader of committed records sees them. They arrive a commit at a time. So a
 * count includes the arrival time of the last outcome, and a difference of two counts extends from
 * commit to commit.
 *
 * <p>Threading: a thread of its own reads until {@link #close}; one other waits for what it counts.
 */
final class OutcomeMeter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Models are warmed up and partitions shared out before the first outcome. */
  private static final Duration START_WITHIN = Duration.ofMinutes(5);

  /** A fast route has tens of thousands of outcomes a second. */
  private static final int MAX_POLL_RECORDS = 5_000;

  /**
   * The number of outcomes, and the arrival of the last one.
   *
   * @param nanos on {@link System#nanoTime()}
   */
  record Reading(long outcomes, long nanos) {}

  /** The length of a measurement: a number of outcomes or a time, whichever comes first. */
  record Span(long outcomes, Duration time) {}

  /** Records outcomes, on the meter's thread. */
  interface Listener {
    /** An outcome was read. */
    void came(ConsumerRecord<byte[], byte[]> outcome);
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicNames topics;
  private final Listener listener;
  private final Thread thread;
  private Reading reading = new Reading(0, System.nanoTime());
  private RuntimeException failure;
  private volatile boolean closed;

  /** Begins to read a route's outcomes, from their beginning. */
  OutcomeMeter(Map<String, Object> client, TopicNames topics) {
    this(client, topics, outcome -> {});
  }

  /** Begins to read a route's outcomes, from their beginning, and passes each to a consumer. */
  OutcomeMeter(Map<String, Object> client, TopicNames topics, Listener listener) {
    this.topics = topics;
    this.listener = listener;
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics.outputs()) {
      for (int partition = 0; partition < Workbench.PARTITIONS; partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = new Thread(this::read, "outcome-meter");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the first outcomes of a route that was just started. */
  Reading first(Route route) {
    Reading first = await(new Reading(0, 0), new Span(1, START_WITHIN), route);
    if (first.outcomes() == 0) {
      throw new IllegalStateException("no outcome came within " + START_WITHIN);
    }
    return first;
  }

  /**
   * Waits for a span of outcomes.
   *
   * @param since the reading from which the span begins
   * @param route the route that makes the outcomes. The wait ends when the route ends
   * @return the first reading that fills the span; the newest one when its time has passed
   */
  synchronized Reading await(Reading since, Span span, Route route) {
    long deadline = System.nanoTime() + span.time().toNanos();
    try {
      while (reading.outcomes() - since.outcomes() < span.outcomes()
          && System.nanoTime() - deadline < 0) {
        if (failure != null) {
          throw failure;
        }
        route.throwIfEnded();
        wait(POLL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while outcomes were counted", e);
    }
    return reading;
  }

  /** Returns the latest count. */
  synchronized Reading latest() {
    return reading;
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        records.forEach(listener::came);
        count(records);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void count(ConsumerRecords<byte[], byte[]> records) {
    if (records.records(topics.deadLetters()).iterator().hasNext()) {
      throw new IllegalStateException(
          "a frame became a dead letter: expected a detection event for each");
    }
    if (!records.isEmpty()) {
      reading = new Reading(reading.outcomes() + records.count(), System.nanoTime());
      notifyAll();
    }
  }

  private synchronized void fail(RuntimeException why) {
    failure = why;
    notifyAll();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
