package dev.skipstream.bench;

import dev.skipstream.topics.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The time without new outcomes of a killed instance's partitions.
 *
 * @param orphaned partitions that it had
 * @param firstSeconds until the other instance's first outcome of one of them could be read
 * @param lastSeconds until one of each could
 */
public record Recovery(int orphaned, double firstSeconds, double lastSeconds) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String VICTIM = "victim";
  private static final String SURVIVOR = "survivor";

  /** Less than one instance can do. */
  private static final double FRAMES_PER_SECOND = 20;

  /**
   * Lets two instances share the partitions, kills one with SIGKILL, and waits until the other has
   * taken over.
   *
   * @param settle the time for which both work before
   */
  static Recovery measure(Workbench bench, Duration settle) throws IOException {
    bench.progress().accept("two instances, of which one is killed ...");
    TopicNames topics = bench.topicsOf("recovery");
    Owners owners = new Owners();
    Process victim = StageInstance.launch(bench, topics, VICTIM);
    Process survivor = StageInstance.launch(bench, topics, SURVIVOR);
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics, owners);
        SteadyLoad load = new SteadyLoad(bench, ScriptedBenchmark.blank(), FRAMES_PER_SECOND)) {
      await(meter, load, () -> owners.all().equals(Set.of(VICTIM, SURVIVOR)));
      meter.await(meter.latest(), new OutcomeMeter.Span(Long.MAX_VALUE, settle), load);
      Set<Integer> orphaned = owners.partitionsOf(VICTIM);
      owners.expect(SURVIVOR, orphaned);
      long killed = System.nanoTime();
      victim.destroyForcibly();
      await(meter, load, () -> owners.heirNanos().size() == orphaned.size());
      LongSummaryStatistics nanos =
          owners.heirNanos().values().stream().mapToLong(at -> at - killed).summaryStatistics();
      return new Recovery(orphaned.size(), nanos.getMin() / 1e9, nanos.getMax() / 1e9);
    } finally {
      victim.destroyForcibly();
      survivor.destroyForcibly();
    }
  }

  private static void await(OutcomeMeter meter, Route load, BooleanSupplier enough) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "two instances have not shared the partitions, or one not taken them over, within "
                + PATIENCE);
      }
      meter.await(meter.latest(), new OutcomeMeter.Span(1, LOOK), load);
    }
  }
}
