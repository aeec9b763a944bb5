package dev.skipstream.demo;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Counts frames out and outcomes in.
 *
 * <p>Threading: {@link #published} by the sources' threads, the rest by the reader's.
 */
final class Tally {
  /** Three digits up to an hour, which is more than anybody waits for a frame. */
  private final Histogram latencies = new Histogram(Duration.ofHours(1).toMillis(), 3);

  private final Clock clock;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong firstPublished = new AtomicLong();
  private long detected;
  private long dropped;
  private long dead;
  private long lastOutcome;

  Tally(Clock clock) {
    this.clock = clock;
  }

  void published() {
    published.incrementAndGet();
    firstPublished.compareAndSet(0, clock.millis());
  }

  /** Counts an event; returns how long after its capture it came, in milliseconds. */
  long outcome(OutcomeEvent event) {
    lastOutcome = clock.millis();
    long latency =
        event.capturedAt().map(at -> Math.max(0, lastOutcome - at.toEpochMilli())).orElse(0L);
    if (event instanceof DetectionEvent) {
      detected++;
      latencies.recordValue(Math.min(latency, latencies.getHighestTrackableValue()));
    } else {
      dropped++;
    }
    return latency;
  }

  void deadLetter() {
    lastOutcome = clock.millis();
    dead++;
  }

  long outcomes() {
    return detected + dropped + dead;
  }

  DemoSummary summary(ModelIdentity model) {
    double seconds = (lastOutcome - firstPublished.get()) / 1000.0;
    return new DemoSummary(
        published.get(),
        detected,
        dropped,
        dead,
        detected == 0 || seconds <= 0 ? 0 : Math.round(100 * detected / seconds) / 100.0,
        new DemoSummary.Latency(
            latencies.getValueAtPercentile(50), latencies.getValueAtPercentile(99)),
        model);
  }
}
