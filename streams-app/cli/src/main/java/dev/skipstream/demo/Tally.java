package dev.skipstream.demo;

import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Counts published frames and outcomes, and scores detections where there is ground truth.
 *
 * <p>Threading: {@link #published} by the sources' threads, the rest by the reader's.
 */
final class Tally {
  /** Three digits up to an hour, which is longer than any frame takes. */
  private final Histogram latencies = new Histogram(Duration.ofHours(1).toMillis(), 3);

  /** A demonstration may go on for days. */
  private static final int SCORED_FRAMES = 1_000;

  /** Scoring goes through all those frames: seldom enough not to be felt. */
  private static final long SCORE_MILLIS = 2_000;

  private final Clock clock;
  private final long started;
  private final FrameJoin join = new FrameJoin(SCORED_FRAMES);
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong firstPublished = new AtomicLong();
  private long detected;
  private long dropped;
  private long dead;
  private long lastOutcome;
  private OptionalLong firstDetection = OptionalLong.empty();
  private Optional<DemoSummary.Accuracy> accuracy = Optional.empty();
  private long scoredMillis;

  /**
   * Counts nothing yet.
   *
   * @param started the start of the program, in epoch milliseconds
   */
  Tally(Clock clock, long started) {
    this.clock = clock;
    this.started = started;
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
    if (event instanceof DetectionEvent found) {
      detected++;
      firstDetection = firstDetection.isPresent() ? firstDetection : OptionalLong.of(lastOutcome);
      join.add(found);
      latencies.recordValue(Math.min(latency, latencies.getHighestTrackableValue()));
    } else {
      dropped++;
    }
    return latency;
  }

  void truth(GroundTruth truth) {
    join.add(truth);
  }

  /** Scores what has come together by now. */
  void score() {
    scoredMillis = clock.millis();
    int scored = join.counts().scored();
    CocoMetrics metrics = join.metrics();
    accuracy =
        scored == 0
            ? Optional.empty()
            : Optional.of(
                new DemoSummary.Accuracy(scored, rounded(metrics.ap()), rounded(metrics.ap50())));
  }

  private static double rounded(double figure) {
    return Math.round(10_000 * figure) / 10_000.0;
  }

  void deadLetter() {
    lastOutcome = clock.millis();
    dead++;
  }

  long outcomes() {
    return detected + dropped + dead;
  }

  /** Returns the current summary; the score may be slightly older. */
  DemoSummary summary(ModelIdentity model) {
    if (clock.millis() - scoredMillis > SCORE_MILLIS) {
      score();
    }
    double seconds = (lastOutcome - firstPublished.get()) / 1000.0;
    return new DemoSummary(
        published.get(),
        detected,
        dropped,
        dead,
        detected == 0 || seconds <= 0 ? 0 : Math.round(100 * detected / seconds) / 100.0,
        new DemoSummary.Latency(
            latencies.getValueAtPercentile(50), latencies.getValueAtPercentile(99)),
        firstDetection.isPresent()
            ? OptionalLong.of(firstDetection.getAsLong() - started)
            : OptionalLong.empty(),
        accuracy,
        model);
  }
}
