package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.frame.FramePhase;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Timing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts the outcomes of one pipeline, where they are forwarded: once each, and once more when a
 * transaction was aborted and its input read again.
 *
 * <p>Threading: any thread; no call blocks.
 */
public class OutcomeMetrics {
  private static final FramePhase[] STAGES = FramePhase.values();
  private static final Duration[] END_TO_END_LIMITS =
      FrameMetrics.millis(10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000);

  private final Map<FramePhase, Timer> stages;
  private final Counter detected;
  private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
  private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
  private final Timer endToEnd;

  /** Skew of the last frame with a capture time. */
  private volatile double captureSkewSeconds = Double.NaN;

  public OutcomeMetrics(MeterRegistry meters, String pipeline, Map<FramePhase, Timer> stages) {
    this.stages = stages;
    // All of them at once: what is first seen at 1 has no rate.
    detected = counter(meters, pipeline, "detected", "none");
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, counter(meters, pipeline, "dropped", reason.toString()));
    }
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(reason, counter(meters, pipeline, "rejected", reason.code()));
    }
    endToEnd =
        Timer.builder("skipstream.end.to.end")
            .description(
                "detected frames: time from the record's timestamp to the forwarding of the"
                    + " detections")
            .tag("pipeline", pipeline)
            .serviceLevelObjectives(END_TO_END_LIMITS)
            .register(meters);
    Gauge.builder("skipstream.capture.skew", () -> captureSkewSeconds)
        .description("record timestamp minus capture time of the last frame that has one")
        .baseUnit("seconds")
        .tag("pipeline", pipeline)
        .register(meters);
  }

  private static Counter counter(
      MeterRegistry meters, String pipeline, String outcome, String reason) {
    return Counter.builder("skipstream.frames")
        .description("image events by outcome")
        .tag("pipeline", pipeline)
        .tag("outcome", outcome)
        .tag("reason", reason)
        .register(meters);
  }

  /**
   * Records an outcome that was forwarded.
   *
   * @param recordTimestamp the timestamp of its input, in epoch milliseconds; negative if it has
   *     none
   * @param now the current time in epoch milliseconds
   * @param nanos the current time on {@link System#nanoTime()}
   */
  public void forwarded(Outcome outcome, long recordTimestamp, long now, long nanos) {
    if (outcome instanceof Outcome.Detected detection) {
      detected.increment();
      stages(detection.timing(), nanos);
      if (recordTimestamp >= 0) {
        // The publisher's clock may be ahead of this machine's.
        endToEnd.record(Math.max(0, now - recordTimestamp), TimeUnit.MILLISECONDS);
      }
      skew(detection.event(), recordTimestamp);
    } else if (outcome instanceof Outcome.Dropped drop) {
      dropped.get(drop.event().reason()).increment();
      skew(drop.event(), recordTimestamp);
    } else if (outcome instanceof Outcome.Rejected rejection) {
      rejected.get(rejection.reason()).increment();
    }
  }

  private void stages(Timing timing, long nanos) {
    for (FramePhase stage : STAGES) {
      if (stage != FramePhase.FETCH || timing.fetchNanos() > 0) {
        stages.get(stage).record(timing.nanosOf(stage, nanos), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void skew(OutcomeEvent event, long recordTimestamp) {
    if (recordTimestamp < 0) {
      return;
    }
    event
        .capturedAt()
        .ifPresent(captured -> captureSkewSeconds = recordTimestamp / 1e3 - seconds(captured));
  }

  /** Converts any instant: not all of them fit a long of milliseconds. */
  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }
}
