package dev.skipstream.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Times transactions of one empty record, beside whatever else the broker does: what a commit costs
 * by itself.
 *
 * <p>Threading: a thread of its own, until {@link #close}; its times are for any.
 */
final class TransactionProbe implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Times in microseconds, up to a minute, with three digits. */
  private final Histogram times = new Histogram(Duration.ofMinutes(1).toMillis() * 1_000, 3);

  private final Map<String, Object> client;
  private final String topic;
  private final Thread thread = new Thread(this::probe, "transaction-probe");
  private RuntimeException failure;
  private volatile boolean closed;

  /**
   * Begins to probe.
   *
   * @param topic without readers
   */
  TransactionProbe(Map<String, Object> client, String topic) {
    this.client = client;
    this.topic = topic;
    thread.setDaemon(true);
    thread.start();
  }

  /** Forgets what was measured so far: the first ones are slow. */
  synchronized void forget() {
    times.reset();
  }

  /** All but one in a hundred took at most so many milliseconds. */
  synchronized double p99Ms() {
    if (failure != null) {
      throw failure;
    }
    return times.getValueAtPercentile(99) / 1e3;
  }

  private void probe() {
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.initTransactions();
      while (!closed) {
        long started = System.nanoTime();
        producer.beginTransaction();
        // A failure of it is the commit's.
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[0]));
        producer.commitTransaction();
        record(System.nanoTime() - started);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void record(long nanos) {
    times.recordValue(Math.min(nanos / 1_000, times.getHighestTrackableValue()));
  }

  private synchronized void fail(RuntimeException why) {
    failure = why;
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + "-probe");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
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
