package dev.skipstream.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The latency of outcomes: from the publishing of their frame, whose timestamp they have, until a
 * reader receives them.
 *
 * <p>Threading: told by the meter's thread, asked by any.
 */
final class Latencies implements OutcomeMeter.Listener {
  /** Latencies in milliseconds, with three digits. */
  private final Histogram millis = new Histogram(Duration.ofHours(1).toMillis(), 3);

  @Override
  public synchronized void came(ConsumerRecord<byte[], byte[]> outcome) {
    long latency = Math.max(0, System.currentTimeMillis() - outcome.timestamp());
    millis.recordValue(Math.min(latency, millis.getHighestTrackableValue()));
  }

  /** Forgets what came so far. */
  synchronized void forget() {
    millis.reset();
  }

  synchronized long count() {
    return millis.getTotalCount();
  }

  /** Returns the percentile in milliseconds. */
  synchronized double percentileMs(double percent) {
    return millis.getValueAtPercentile(percent);
  }
}
