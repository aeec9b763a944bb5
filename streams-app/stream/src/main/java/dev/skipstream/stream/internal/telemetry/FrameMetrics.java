package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.async.Credits;
import dev.skipstream.frame.FramePhase;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The metrics of frames on their way, named as docs/metrics.md lists them. Meters are looked up
 * once, when this object and its parts are created. The measurement of a frame is a few additions.
 *
 * <p>Threading: any thread; no call blocks.
 */
public final class FrameMetrics {
  private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64};
  private static final Duration[] STAGE_LIMITS =
      millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000);

  private final MeterRegistry meters;
  private final Map<FramePhase, Timer> stages = new EnumMap<>(FramePhase.class);
  private final DistributionSummary batchSize;

  public FrameMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (FramePhase stage : FramePhase.values()) {
      stages.put(
          stage,
          Timer.builder("skipstream.stage")
              .description(
                  "time of detected frames by stage; the stages of a frame add up to its time in"
                      + " the app")
              .tag("stage", stage.label())
              .serviceLevelObjectives(STAGE_LIMITS)
              .register(meters));
    }
    batchSize =
        DistributionSummary.builder("skipstream.batch.size")
            .description("frames in a batch that a device ran")
            .baseUnit("frames")
            .serviceLevelObjectives(BATCH_SIZES)
            .register(meters);
  }

  /** Buckets' upper bounds, from milliseconds. */
  static Duration[] millis(long... limits) {
    return Arrays.stream(limits).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  /** The outcomes of a pipeline. */
  public OutcomeMetrics outcomes(TopicNames topics) {
    return new OutcomeMetrics(meters, topics.pipelineName(), stages);
  }

  /** The work of a device. */
  public DeviceMetrics device(String name) {
    return new DeviceMetrics(
        meters,
        name,
        batchSize,
        System::nanoTime,
        name.startsWith("gpu:") ? GpuMetrics.register(meters, name) : OptionalDouble::empty);
  }

  /** Registers the gauge of the threads that decode. */
  public void decoders(Supplier<Number> threads) {
    Gauge.builder("skipstream.decoder", threads)
        .description("threads that decode images")
        .baseUnit("threads")
        .register(meters);
  }

  /** Counts the frames of sources whose clock is ahead. */
  public Counter clockAhead() {
    return Counter.builder("skipstream.clock.ahead.frames")
        .description("frames whose source's clock is ahead by more than --max-clock-skew")
        .register(meters);
  }

  /** Registers the gauge of in-flight frames. */
  public void inFlight(Credits credits) {
    Gauge.builder("skipstream.inflight.frames", credits::recordsInUse)
        .description("frames accepted and not yet inferred")
        .register(meters);
    Gauge.builder("skipstream.inflight.limit.frames", credits::limit)
        .description("current limit of in-flight frames; lower while the machine is slow")
        .register(meters);
  }
}
