package dev.skipstream.bench;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.telemetry.TraceSettings;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measures what the stream does around a model that only takes time, beside a plain loop of Kafka's
 * clients and a topology that waits for the model in {@code mapValues}. All read the same frames,
 * one after another.
 *
 * <p>Threading: for one thread, which blocks until all is measured.
 */
public final class ScriptedBenchmark {
  /** Maximum number of concurrent calls of the stream: one for each device. */
  static final int DEVICES = 32;

  /**
   * The number of frames to publish. No route processes more on two processors, and the rest is not
   * read.
   */
  private static final int FRAMES_PER_SECOND = 15_000;

  private static final int FRAME_BYTES = 512;
  private static final String MAP_VALUES = "blocking mapValues";

  private final Workbench bench;
  private final Duration span;
  private final Optional<TraceSettings> traces;

  /**
   * One measurement of a route with a model of one kind.
   *
   * @param model the scripted duration of a call
   * @param route the route
   * @param atOnce maximum number of concurrent calls
   * @param callMs the mean duration of a call
   * @param rate the rate of outcomes that a reader of committed records could read
   * @param idealPerSecond the rate of as many concurrent calls without a pause; absent if a call
   *     takes no time
   * @param timesBlocking the ratio of the rate and that of the blocking topology
   * @param work the distribution of the stream's time
   */
  public record Row(
      String model,
      String route,
      int atOnce,
      double callMs,
      Rate rate,
      OptionalDouble idealPerSecond,
      double timesBlocking,
      Optional<StreamWork> work) {

    /** The ideal less the share of time that stream threads are in commits, of the stream. */
    public OptionalDouble idealLessCommits() {
      return idealPerSecond.isPresent() && work.isPresent()
          ? OptionalDouble.of(work.get().lessCommits(idealPerSecond.getAsDouble()))
          : OptionalDouble.empty();
    }
  }

  /** All of it. */
  public record Result(Conditions conditions, List<Row> rows) {}

  /** One way, before it is compared. */
  private record Run(
      String route, int atOnce, double callMs, Rate rate, Optional<StreamWork> work) {

    Row row(ScriptedTimes times, Rate blocking) {
      return new Row(
          times.toString(),
          route,
          atOnce,
          callMs,
          rate,
          times.isZero() ? OptionalDouble.empty() : OptionalDouble.of(atOnce / callMs * 1_000),
          rate.perSecond() / blocking.perSecond(),
          work);
    }
  }

  /** The readings of a run. */
  private record Look(ScriptedModel.Work calls, Optional<StreamReading> stream) {}

  /**
   * A benchmark.
   *
   * @param span of each measurement; a third of it before, to settle
   */
  public ScriptedBenchmark(Workbench bench, Duration span) {
    this(bench, span, Optional.empty());
  }

  /**
   * A benchmark of a stream with traces.
   *
   * @param span of each measurement; a third of it before, to settle
   */
  public ScriptedBenchmark(Workbench bench, Duration span, Optional<TraceSettings> traces) {
    this.bench = bench;
    this.span = span;
    this.traces = traces;
  }

  /** Measures the three ways around each model. */
  public Result run(List<ScriptedTimes> models) {
    Conditions conditions = Conditions.now();
    bench.topicsOf("publish");
    bench.publish(List.of(blank()), published());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      ScriptedTimes times = models.get(i);
      Run loop = loop(times, i);
      Run blocking = blocking(times, i);
      Run stream = stream(times, i);
      for (Run run : List.of(loop, blocking, stream)) {
        rows.add(run.row(times, blocking.rate()));
      }
    }
    return new Result(conditions, rows);
  }

  /** An image that is never decoded. */
  static EncodedFrame blank() {
    return new EncodedFrame(
        "blank", "application/octet-stream", new byte[FRAME_BYTES], Optional.empty());
  }

  private long published() {
    return FRAMES_PER_SECOND * (span.toMillis() + settle().toMillis()) / 1_000;
  }

  private Duration settle() {
    return span.dividedBy(3);
  }

  private Run loop(ScriptedTimes times, int number) {
    ScriptedModel model = new ScriptedModel(times, number);
    TopicNames topics = topics("consume-produce loop", times, "loop-" + number);
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        Route route = new PlainLoop(bench.client(), topics, model)) {
      return run("consume-produce loop", Workbench.STREAM.threads(), meter, route, List.of(model));
    }
  }

  private Run blocking(ScriptedTimes times, int number) {
    ScriptedModel model = new ScriptedModel(times, number);
    TopicNames topics = topics(MAP_VALUES, times, "blocking-" + number);
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        Route route = new BlockingStream(bench.client(), topics, model)) {
      return run(MAP_VALUES, Workbench.STREAM.threads(), meter, route, List.of(model));
    }
  }

  private Run stream(ScriptedTimes times, int number) {
    List<ScriptedModel> models = new ArrayList<>();
    List<DeviceModels> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      models.add(new ScriptedModel(times, i));
      devices.add(new DeviceModels("scripted:" + i, List.of(models.get(i))));
    }
    TopicNames topics = topics("stream", times, "stream-" + number);
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        Route route =
            new BenchmarkStream(
                bench, topics, image -> ScriptedModel.FRAME, devices, oneFrameAtATime(), traces)) {
      return run("stream", DEVICES, meter, route, models);
    }
  }

  private static BatchSettings oneFrameAtATime() {
    return new BatchSettings(1, BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders());
  }

  private TopicNames topics(String route, ScriptedTimes times, String name) {
    bench.progress().accept("a model of %s: %s ...".formatted(times, route));
    return bench.topicsOf(name);
  }

  private Run run(
      String name, int atOnce, OutcomeMeter meter, Route route, List<ScriptedModel> models) {
    // A fast way reaches the end of the input before the time is over: it is measured in between.
    Measured<Look> measured =
        Measured.of(
            meter,
            route,
            new OutcomeMeter.Span(published() / 10, settle()),
            new OutcomeMeter.Span(published() * 8 / 10, span),
            () -> look(route, models));
    Look begin = measured.begin();
    Look end = measured.end();
    return new Run(
        name,
        atOnce,
        end.calls().meanMsSince(begin.calls()),
        measured.rate(),
        end.stream().map(now -> now.since(begin.stream().orElseThrow())));
  }

  private static Look look(Route route, List<ScriptedModel> models) {
    return new Look(
        ScriptedModel.Work.of(models),
        route instanceof BenchmarkStream stream ? Optional.of(stream.reading()) : Optional.empty());
  }
}
