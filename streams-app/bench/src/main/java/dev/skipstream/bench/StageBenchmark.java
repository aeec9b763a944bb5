package dev.skipstream.bench;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.topics.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the asynchronous stage around a scripted model of 5 to 50 ms a frame. It measures
 * throughput beside a topology that waits, batching, latency at half load, and recovery from a
 * kill.
 *
 * <p>Threading: for one thread, which blocks until all is measured.
 */
public final class StageBenchmark {
  private static final ScriptedTimes TIMES = new ScriptedTimes(5, 50);

  /** A batch of eight costs as much as 1.3 frames alone. */
  private static final ScriptedModel.Batching BATCHING = new ScriptedModel.Batching(8, 1.3);

  private static final int BATCHING_DEVICES = 4;

  private final Workbench bench;
  private final Duration span;

  /**
   * A stream that gathers batches.
   *
   * @param devices the number of models that run at once
   * @param full the number of frames of the largest batch
   * @param batchMs the mean duration of a batch
   * @param rate the rate of outcomes that a reader of committed records could read
   * @param idealPerSecond the rate of full batches of that duration on all devices without a pause
   * @param work the distribution of the stream's time
   */
  public record Batches(
      int devices, int full, double batchMs, Rate rate, double idealPerSecond, StreamWork work) {}

  /**
   * The latency of outcomes, from publishing to a reader of committed records.
   *
   * @param perSecond the number of published frames per second
   * @param outcomes the number of outcomes that were read
   * @param longestBatchMs the longest duration of a full batch
   * @param transactionP99Ms the 99th percentile of transactions of one empty record during the
   *     measurement
   * @param boundMs the sum of two such batches, the commit interval and such a transaction
   */
  public record Latency(
      double perSecond,
      long outcomes,
      double p50Ms,
      double p99Ms,
      double longestBatchMs,
      double transactionP99Ms,
      double boundMs) {}

  /**
   * All of it.
   *
   * @param throughput of the stream and of what it is compared with, a frame a call
   */
  public record Result(
      ScriptedBenchmark.Result throughput, Batches batches, Latency latency, Recovery recovery) {}

  /**
   * A benchmark.
   *
   * @param span of each measurement; a third of it before, to settle
   */
  public StageBenchmark(Workbench bench, Duration span) {
    this.bench = bench;
    this.span = span;
  }

  /** Measures everything, one after the other. */
  public Result run() throws IOException {
    ScriptedBenchmark.Result throughput = new ScriptedBenchmark(bench, span).run(List.of(TIMES));
    Batches batches = batches();
    Latency latency = latency(batches.idealPerSecond() / 2);
    Recovery recovery = Recovery.measure(bench.withInput("recovery.images"), settle());
    return new Result(throughput, batches, latency, recovery);
  }

  private Duration settle() {
    return span.dividedBy(3);
  }

  /** The readings of a stream. */
  private record Look(ScriptedModel.Work calls, StreamReading stream) {}

  /** Reads the frames that are there already. */
  private Batches batches() {
    bench.progress().accept("batches of %d ...".formatted(BATCHING.full()));
    TopicNames topics = bench.topicsOf("batches");
    List<ScriptedModel> models = models();
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        BenchmarkStream stream = stream(bench, topics, models)) {
      Measured<Look> measured =
          Measured.of(
              meter,
              stream,
              new OutcomeMeter.Span(Long.MAX_VALUE, settle()),
              new OutcomeMeter.Span(Long.MAX_VALUE, span),
              () -> new Look(ScriptedModel.Work.of(models), stream.reading()));
      double batchMs = measured.end().calls().meanMsSince(measured.begin().calls());
      return new Batches(
          models.size(),
          BATCHING.full(),
          batchMs,
          measured.rate(),
          models.size() * BATCHING.full() / batchMs * 1_000,
          measured.end().stream().since(measured.begin().stream()));
    }
  }

  private Latency latency(double perSecond) {
    bench.progress().accept("latency at %.0f frames a second ...".formatted(perSecond));
    Workbench live = bench.withInput("latency.images");
    TopicNames topics = live.topicsOf("latency");
    TopicNames unread = live.topicsOf("probe");
    Latencies latencies = new Latencies();
    try (OutcomeMeter meter = new OutcomeMeter(live.client(), topics, latencies);
        BenchmarkStream stream = stream(live, topics, models());
        SteadyLoad load = new SteadyLoad(live, ScriptedBenchmark.blank(), perSecond);
        TransactionProbe probe = new TransactionProbe(live.client(), unread.detections())) {
      meter.await(meter.first(stream), new OutcomeMeter.Span(Long.MAX_VALUE, settle()), stream);
      latencies.forget();
      probe.forget();
      meter.await(meter.latest(), new OutcomeMeter.Span(Long.MAX_VALUE, span), stream);
      load.throwIfEnded();
      double longest = TIMES.mostMs() * BATCHING.cost();
      double transaction = probe.p99Ms();
      return new Latency(
          perSecond,
          latencies.count(),
          latencies.percentileMs(50),
          latencies.percentileMs(99),
          longest,
          transaction,
          2 * longest + Workbench.STREAM.commitInterval().toMillis() + transaction);
    }
  }

  private static List<ScriptedModel> models() {
    List<ScriptedModel> models = new ArrayList<>();
    for (int i = 0; i < BATCHING_DEVICES; i++) {
      models.add(new ScriptedModel("scripted", TIMES, BATCHING, i));
    }
    return models;
  }

  private static BenchmarkStream stream(
      Workbench bench, TopicNames topics, List<ScriptedModel> models) {
    List<DeviceModels> devices = new ArrayList<>();
    for (ScriptedModel model : models) {
      devices.add(new DeviceModels("scripted:" + devices.size(), List.of(model)));
    }
    return new BenchmarkStream(
        bench,
        topics,
        image -> ScriptedModel.FRAME,
        devices,
        new BatchSettings(
            BATCHING.full(), BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders()));
  }
}
