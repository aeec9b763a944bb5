package dev.skipstream.bench;

import dev.skipstream.frame.FramePhase;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The values of a stream's own metrics at one moment, as docs/operations.md lists them.
 *
 * @param stages the times of frames, by stage
 * @param batches the numbers of frames in batches
 * @param busySeconds the busy time of all devices together
 * @param devices the number of devices
 * @param commits the number of commits of all stream threads together
 * @param commitMs the duration of one commit, as Kafka Streams averages it over the last half
 *     minute or more
 * @param threads the number of stream threads
 * @param nanos the time of the reading
 */
record StreamReading(
    Map<FramePhase, Sum> stages,
    Sum batches,
    double busySeconds,
    int devices,
    double commits,
    double commitMs,
    int threads,
    long nanos) {

  /** A number of values and their sum. */
  record Sum(long count, double total) {

    double meanSince(Sum before) {
      return (total - before.total) / (count - before.count);
    }
  }

  static StreamReading of(MeterRegistry meters) {
    Map<FramePhase, Sum> stages = new EnumMap<>(FramePhase.class);
    for (FramePhase stage : FramePhase.values()) {
      Timer timer = meters.get("skipstream.stage").tag("stage", stage.label()).timer();
      stages.put(stage, new Sum(timer.count(), timer.totalTime(TimeUnit.MILLISECONDS)));
    }
    DistributionSummary batches = meters.get("skipstream.batch.size").summary();
    Collection<FunctionCounter> busy = meters.get("skipstream.device.busy").functionCounters();
    Collection<FunctionCounter> commits =
        meters.get("kafka.stream.thread.commit.total").functionCounters();
    return new StreamReading(
        stages,
        new Sum(batches.count(), batches.totalAmount()),
        busy.stream().mapToDouble(FunctionCounter::count).sum(),
        busy.size(),
        commits.stream().mapToDouble(FunctionCounter::count).sum(),
        meters.get("kafka.stream.thread.commit.latency.avg").gauges().stream()
            .mapToDouble(Gauge::value)
            .average()
            .orElse(Double.NaN),
        commits.size(),
        System.nanoTime());
  }

  /** Returns the work since an earlier moment. */
  StreamWork since(StreamReading before) {
    Map<String, Double> stageMs = new LinkedHashMap<>();
    stages.forEach(
        (stage, sum) -> {
          Sum earlier = before.stages.get(stage);
          if (sum.count() > earlier.count()) {
            stageMs.put(stage.label(), sum.meanSince(earlier));
          }
        });
    double seconds = (nanos - before.nanos) / 1e9;
    return new StreamWork(
        stageMs,
        batches.meanSince(before.batches),
        (busySeconds - before.busySeconds) / seconds / devices,
        (commits - before.commits) / seconds / threads,
        commitMs);
  }
}
