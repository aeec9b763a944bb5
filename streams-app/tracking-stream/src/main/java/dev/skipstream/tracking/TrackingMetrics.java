package dev.skipstream.tracking;

import dev.skipstream.schemas.event.HappeningEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The metrics of tracking, named as docs/metrics.md lists them. After a crash, frames that were not
 * committed are tracked again and counted again; the counts of the topic are exact.
 *
 * <p>Threading: any thread; no call blocks.
 */
final class TrackingMetrics {
  private final Map<FrameOutcome, Counter> frames = new EnumMap<>(FrameOutcome.class);
  private final Map<HappeningEvent.Kind, Counter> happenings =
      new EnumMap<>(HappeningEvent.Kind.class);
  private final Counter unstarted;
  private final Counter unwatched;
  private final Counter rejectedRules;
  private final Counter lateRules;
  private final AtomicInteger rules = new AtomicInteger();
  private final AtomicLong newestMillis = new AtomicLong(Long.MIN_VALUE);

  TrackingMetrics(MeterRegistry meters) {
    for (FrameOutcome outcome : FrameOutcome.values()) {
      frames.put(
          outcome,
          Counter.builder("skipstream.tracking.frames")
              .description("records of the topic of detections, by their treatment")
              .tag("outcome", outcome.label())
              .register(meters));
    }
    for (HappeningEvent.Kind kind : HappeningEvent.Kind.values()) {
      happenings.put(
          kind,
          Counter.builder("skipstream.tracking.happenings")
              .description("happenings of tracks")
              .tag("event", kind.toString())
              .register(meters));
    }
    unstarted =
        Counter.builder("skipstream.tracking.unstarted")
            .description("detections that started no track, because their camera had too many")
            .register(meters);
    unwatched =
        Counter.builder("skipstream.tracking.unwatched")
            .description("positions in zones and on lines that were ignored for lack of room")
            .register(meters);
    rejectedRules =
        Counter.builder("skipstream.tracking.rejected.rules")
            .description("changes of the file of rules that were rejected")
            .register(meters);
    lateRules =
        Counter.builder("skipstream.tracking.late.rules")
            .description("versions of the rules that arrived after frames of their time")
            .register(meters);
    Gauge.builder("skipstream.tracking.rules.info", rules::get)
        .description("newest version of the rules that this instance has; 0 without rules")
        .register(meters);
    TimeGauge.builder("skipstream.tracking.newest.frame", this::newest, TimeUnit.MILLISECONDS)
        .description("capture time of the newest frame that was tracked, since 1970")
        .register(meters);
  }

  private double newest() {
    long millis = newestMillis.get();
    return millis == Long.MIN_VALUE ? Double.NaN : millis;
  }

  void frame(FrameOutcome outcome) {
    frames.get(outcome).increment();
  }

  void tracked(Instant time) {
    newestMillis.accumulateAndGet(time.toEpochMilli(), Math::max);
  }

  void happened(HappeningEvent.Kind kind) {
    happenings.get(kind).increment();
  }

  void ignored(long detections, long positions) {
    unstarted.increment((double) detections);
    unwatched.increment((double) positions);
  }

  void rulesRejected() {
    rejectedRules.increment();
  }

  /**
   * A version of the rules was read.
   *
   * @return true if a frame of its time was tracked before
   */
  boolean rules(int number, Instant from) {
    rules.set(number);
    boolean late = number > 1 && newestMillis.get() >= from.toEpochMilli();
    if (late) {
      lateRules.increment();
    }
    return late;
  }
}
