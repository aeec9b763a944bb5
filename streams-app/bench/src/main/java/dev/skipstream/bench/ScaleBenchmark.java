package dev.skipstream.bench;

import dev.skipstream.topics.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how the rate of outcomes grows with the number of instances. Each instance is a process
 * with one scripted model of 5 to 50 ms a frame. All instances of a measurement share one broker
 * and the partitions of one topic, whose frames are there already.
 *
 * <p>Threading: for one thread, which blocks until all is measured.
 */
public final class ScaleBenchmark {
  /** The largest number of instances: one more would have no partition. */
  public static final int MAX_INSTANCES = Workbench.PARTITIONS;

  /** Instances start one after another on a busy machine, and share the partitions then. */
  private static final Duration START_WITHIN = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofMillis(200);

  /**
   * Frames for each second of the longest start and of the measurements. A model does not process
   * more of one partition.
   */
  private static final int FRAMES_PER_SECOND = 40;

  private final Workbench bench;
  private final Duration span;

  /**
   * The rate of a number of instances.
   *
   * @param rate the rate of outcomes that a reader of committed records could read
   * @param idealPerSecond the rate of their models without a pause
   */
  public record Row(int instances, Rate rate, double idealPerSecond) {

    /** The part of the ideal that was reached. */
    public double ofIdeal() {
      return rate.perSecond() / idealPerSecond;
    }
  }

  /** All of it. */
  public record Result(Conditions conditions, List<Row> rows) {

    /**
     * Returns the rate of each instance of a row, as a part of the rate of each instance of the
     * first row.
     */
    public double efficiency(Row row) {
      return each(row) / each(rows.get(0));
    }

    private static double each(Row row) {
      return row.rate().perSecond() / row.instances();
    }
  }

  /**
   * A benchmark.
   *
   * @param span of each measurement; a third of it before, to settle
   */
  public ScaleBenchmark(Workbench bench, Duration span) {
    this.bench = bench;
    this.span = span;
  }

  /**
   * Measures each number of instances, one after another.
   *
   * @param instances numbers from 1 to {@link #MAX_INSTANCES}; the first is compared with
   */
  public Result run(List<Integer> instances) throws IOException {
    Conditions conditions = Conditions.now();
    bench.topicsOf("publish");
    long seconds = START_WITHIN.plus(settle()).plus(span).toSeconds();
    bench.publish(
        List.of(ScriptedBenchmark.blank()), FRAMES_PER_SECOND * seconds * Workbench.PARTITIONS);
    List<Row> rows = new ArrayList<>();
    for (int number : instances) {
      Row row = measure(number);
      rows.add(row);
      bench
          .progress()
          .accept(
              "%.1f frames a second, %.3f of the ideal"
                  .formatted(row.rate().perSecond(), row.ofIdeal()));
    }
    return new Result(conditions, rows);
  }

  private Duration settle() {
    return span.dividedBy(3);
  }

  private Row measure(int instances) throws IOException {
    bench.progress().accept("%d instance(s) ...".formatted(instances));
    TopicNames topics = bench.topicsOf("scale-" + instances);
    Owners owners = new Owners();
    Map<String, Process> processes = new LinkedHashMap<>();
    try {
      for (int i = 1; i <= instances; i++) {
        String name = "scale-%d-of-%d".formatted(i, instances);
        processes.put(name, StageInstance.launch(bench, topics, name));
      }
      Route running = new Processes(processes);
      try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics, owners)) {
        awaitAll(meter, running, owners, instances);
        OutcomeMeter.Reading begin =
            meter.await(meter.latest(), new OutcomeMeter.Span(Long.MAX_VALUE, settle()), running);
        OutcomeMeter.Reading end =
            meter.await(begin, new OutcomeMeter.Span(Long.MAX_VALUE, span), running);
        requireAll(owners, instances);
        return new Row(
            instances, Rate.between(begin, end), instances * 1_000 / StageInstance.TIMES.meanMs());
      }
    } finally {
      processes.values().forEach(Process::destroyForcibly);
    }
  }

  private static void awaitAll(OutcomeMeter meter, Route running, Owners owners, int instances) {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (owners.all().size() < instances) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%d of %d instances have partitions after %s"
                .formatted(owners.all().size(), instances, START_WITHIN));
      }
      meter.await(meter.latest(), new OutcomeMeter.Span(1, LOOK), running);
    }
  }

  private static void requireAll(Owners owners, int instances) {
    if (owners.all().size() != instances) {
      throw new IllegalStateException(
          "the partitions moved while the rate was measured: %d of %d instances have one"
              .formatted(owners.all().size(), instances));
    }
  }

  /** The instances, of which none may end. */
  private record Processes(Map<String, Process> instances) implements Route {
    @Override
    public void throwIfEnded() {
      instances.forEach(
          (name, process) -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(
                  "%s ended with exit code %d".formatted(name, process.exitValue()));
            }
          });
    }

    @Override
    public void close() {
      instances.values().forEach(Process::destroyForcibly);
    }
  }
}
