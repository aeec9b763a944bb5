package dev.skipstream.async;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A node of a topology that works on records asynchronously: {@code topology.addProcessor(name,
 * stage, parents)}. Results go downstream in input order per partition, each under the context of
 * its own record, and all of them before the offsets of their records are committed.
 *
 * <p>A store with a cache of its own further down must be added to the topology after this node:
 * caches are flushed in the order of their stores.
 *
 * <p>Threading: built on the main thread; its processors belong to their stream threads.
 *
 * @param <K> key
 * @param <V> value
 * @param <R> result
 */
public final class AsyncStage<K, V, R> implements ProcessorSupplier<K, V, K, R> {

  /**
   * The time limits of the stage.
   *
   * @param emitEvery the interval of checks for finished results while no record arrives
   * @param drainLimit the time limit for all drains of one commit; less than the transaction
   *     timeout
   * @param stallLimit the time limit for a record's wait for credits or for bytes; less than {@code
   *     max.poll.interval.ms}
   */
  public record Limits(Duration emitEvery, Duration drainLimit, Duration stallLimit) {}

  final String name;
  final AsyncFunction<K, V, R> function;
  final Credits credits;
  final Limits limits;

  /** The notes to commit with the offsets. */
  final Map<String, Long> notes;

  /** All tasks of a thread share it, those of stages {@link #beside} this one too. */
  final CommitLimit commitLimit;

  final AloneGate alone;
  final WorkerProgress progress;
  final KeptWork<R> kept = new KeptWork<>();

  /**
   * Describes a stage that ends when a wait reaches its limit.
   *
   * @param name of its node; unique in the topology
   * @param credits of the process
   */
  public AsyncStage(String name, AsyncFunction<K, V, R> function, Credits credits, Limits limits) {
    this(name, function, credits, limits, WorkerProgress.NONE);
  }

  /**
   * Describes a stage that tells slow workers from hung ones. When a wait reaches its limit while
   * the workers make progress, the stream thread starts over with fewer records in flight.
   *
   * @param name of its node; unique in the topology
   * @param credits of the process
   * @param progress of the workers that do the function's work
   */
  public AsyncStage(
      String name,
      AsyncFunction<K, V, R> function,
      Credits credits,
      Limits limits,
      WorkerProgress progress) {
    this(name, function, credits, limits, progress, new AloneGate(RecordHistory.NONE));
  }

  /**
   * Describes a stage that also commits early where a record has to run alone.
   *
   * @param name of its node; unique in the topology
   * @param credits of the process
   * @param progress of the workers that do the function's work
   * @param alone of the {@link PacedClients} that bring the records
   */
  public AsyncStage(
      String name,
      AsyncFunction<K, V, R> function,
      Credits credits,
      Limits limits,
      WorkerProgress progress,
      AloneGate alone) {
    this(
        name,
        function,
        credits,
        limits,
        progress,
        alone,
        Map.of(),
        new CommitLimit(limits.drainLimit()));
  }

  private AsyncStage(
      String name,
      AsyncFunction<K, V, R> function,
      Credits credits,
      Limits limits,
      WorkerProgress progress,
      AloneGate alone,
      Map<String, Long> notes,
      CommitLimit commitLimit) {
    this.name = name;
    this.function = function;
    this.credits = credits;
    this.limits = limits;
    this.alone = alone;
    this.progress = progress;
    this.notes = Map.copyOf(notes);
    this.commitLimit = commitLimit;
  }

  /**
   * Describes another stage of the same topology. The two share their credits and the limit of a
   * commit, which drains both.
   *
   * @param name of its node; unique in the topology
   */
  public <K2, V2, R2> AsyncStage<K2, V2, R2> beside(
      String name, AsyncFunction<K2, V2, R2> function) {
    return new AsyncStage<>(
        name, function, credits, limits, progress, alone, Map.of(), commitLimit);
  }

  /**
   * Describes the stage with notes. Kafka Streams commits them with the offsets of each task that
   * takes a record on, in the metadata of an offset; {@link CommittedNotes} reads them.
   */
  public AsyncStage<K, V, R> noting(Map<String, Long> notes) {
    return new AsyncStage<>(name, function, credits, limits, progress, alone, notes, commitLimit);
  }

  @Override
  public Processor<K, V, K, R> get() {
    return new AsyncProcessor<>(this);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(Drain.named(drainName()));
  }

  String drainName() {
    return name + "-drain";
  }
}
