package dev.skipstream.async;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's part of an {@link AsyncStage}: takes records on, and forwards their results in order.
 *
 * <p>Threading: belongs to the stream thread of its task. That thread blocks on credit, on the head
 * of a full queue, and on every head when it drains; workers release it. The same instance is
 * initialised again when Kafka Streams revives the task.
 */
class AsyncProcessor<K, V, R> implements Processor<K, V, K, R> {
  /**
   * Queue places for each credit: one running record, and two that have finished and wait for their
   * turn.
   */
  private static final int QUEUED_PER_CREDIT = 3;

  /**
   * The number of restarts of a thread for one record after which the record counts as lost, not
   * slow. It counts if no batch runs any more, or if enough batches for each credit have completed:
   * at most all credits are before it.
   */
  private static final int MAX_START_OVERS = 3;

  private static final int MAX_BATCHES_PER_CREDIT = 4;

  private static final Logger LOG = LoggerFactory.getLogger(AsyncProcessor.class);

  private final String drainName;
  private final AsyncFunction<K, V, R> function;
  private final Credits credits;
  private final AsyncStage.Limits limits;
  private final CommitLimit commitLimit;
  private final AloneGate alone;
  private final WorkerProgress progress;
  private final KeptWork<R> kept;
  private final Map<String, Long> notes;

  /**
   * The in-flight queues by topic: a task has one partition number for all topics that it reads.
   */
  private final Map<String, InFlightQueue<K, R>> queues = new LinkedHashMap<>();

  private ProcessorContext<K, R> context;
  private Drain.Forwarder<K, R> forwarder;
  private WorkOwner owner = new WorkOwner();
  private Cancellable emission;

  /** The failure that ends the stage, if it occurred outside a drain. */
  private StageException failure;

  private boolean drainFailed;

  /** True once the task's notes are made. Not before its first record: notes make a task commit. */
  private boolean noted;

  AsyncProcessor(AsyncStage<K, V, R> stage) {
    this.drainName = stage.drainName();
    this.function = stage.function;
    this.credits = stage.credits;
    this.limits = stage.limits;
    this.commitLimit = stage.commitLimit;
    this.alone = stage.alone;
    this.progress = stage.progress;
    this.kept = stage.kept;
    this.notes = stage.notes;
  }

  @Override
  public void init(ProcessorContext<K, R> context) {
    giveUp();
    this.context = context;
    forwarder = new Drain.Forwarder<>(context);
    owner = new WorkOwner();
    failure = null;
    drainFailed = false;
    noted = false;
    context.<Drain>getStateStore(drainName).beforeCommit(this::drain);
  }

  @Override
  public void process(Record<K, V> record) {
    commitLimit.reset();
    if (!noted) {
      forwarder.note(notes);
      noted = true;
    }
    emitFinished();
    Drain.Origin origin = forwarder.origin();
    InFlightQueue<K, R> queue = queues.computeIfAbsent(origin.topic(), topic -> newQueue());
    while (queue.size() >= QUEUED_PER_CREDIT * credits.maxRecords()) {
      emitHead(queue, new Allowance(limits.stallLimit()));
    }
    queue.add(begin(record, origin));
    emitFinished();
    emitLater();
    commitForSuspect();
  }

  @Override
  public void close() {
    giveUp();
  }

  private InFlightQueue.Entry<K, R> begin(Record<K, V> record, Drain.Origin origin) {
    Optional<KeptWork.Kept<R>> before =
        kept.claim(origin.partition(), origin.offset(), origin.timestamp());
    if (before.isEmpty()) {
      return new InFlightQueue.Entry<>(
          record.withValue(null), origin, start(record), progress.completedBatches(), 0);
    }
    // Before the next record is polled: one that does not fit the commit would undo this one.
    context.commit();
    return new InFlightQueue.Entry<>(
        record.withValue(null),
        origin,
        before.get().work(),
        before.get().begun(),
        before.get().startOvers());
  }

  private CompletableFuture<R> start(Record<K, V> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    long weight;
    try {
      weight = function.weight(record);
    } catch (RuntimeException e) {
      return resultOrFailure(record, CompletableFuture.failedFuture(e));
    }
    Credits.Credit credit = takeCredit(weight);
    CompletableFuture<R> work;
    try {
      work = function.apply(record, at, owner, credit);
    } catch (RuntimeException e) {
      work = CompletableFuture.failedFuture(e);
    }
    // Here, not when the result is forwarded: see docs/threading.md on why it cannot deadlock.
    return resultOrFailure(record, work.whenComplete((result, failure) -> credit.close()));
  }

  private CompletableFuture<R> resultOrFailure(Record<K, V> record, CompletableFuture<R> work) {
    return work.exceptionallyCompose(
        wrapped -> {
          Throwable failure =
              wrapped instanceof CompletionException && wrapped.getCause() != null
                  ? wrapped.getCause()
                  : wrapped;
          return function
              .resultOfFailure(record, failure)
              .map(CompletableFuture::completedFuture)
              .orElseGet(() -> CompletableFuture.failedFuture(failure));
        });
  }

  private Credits.Credit takeCredit(long weight) {
    try {
      return credits.acquire(weight, limits.stallLimit());
    } catch (StalledException e) {
      if (progress.isAlive()) {
        throw tooSlow(e);
      }
      failure = stalled(e);
      throw failure;
    } catch (StageException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Checks for results while no record arrives to trigger a check. Only while work is in flight: a
   * punctuation makes Kafka Streams commit, and an idle task would commit for ever.
   */
  private void emitLater() {
    if (emission == null && hasWork()) {
      emission =
          context.schedule(
              limits.emitEvery(),
              PunctuationType.WALL_CLOCK_TIME,
              time -> {
                commitLimit.reset();
                emitFinished();
                stopEmissionWhenIdle();
                commitForSuspect();
              });
    }
  }

  /** A record that has to run alone waits for a commit: of those before it, or its own. */
  private void commitForSuspect() {
    if (alone.awaitsCommit()) {
      context.commit();
    }
  }

  private void stopEmissionWhenIdle() {
    if (emission != null && !hasWork()) {
      emission.cancel();
      emission = null;
    }
  }

  private void emitFinished() {
    for (InFlightQueue<K, R> queue : queues.values()) {
      while (queue.headIsDone()) {
        emitHead(queue, new Allowance(Duration.ZERO));
      }
    }
  }

  private void emitHead(InFlightQueue<K, R> queue, Allowance allowance) {
    R result = resultOf(queue, allowance);
    InFlightQueue.Entry<K, R> head = queue.head();
    forward(head.origin(), head.record().withValue(result));
    queue.removeHead();
  }

  /** An empty queue; mutants of the test suite have another. */
  InFlightQueue<K, R> newQueue() {
    return new InFlightQueue<>();
  }

  /** Forwards under the context of {@code origin}; mutants of the test suite take another. */
  void forward(Drain.Origin origin, Record<K, R> result) {
    try {
      forwarder.forward(origin, result);
    } catch (RuntimeException e) {
      if (!causedByTimeout(e)) {
        throw ofRecord(origin, e);
      }
      // Kafka Streams retries after a timeout in process() of the record itself. Here a timeout
      // would end the stream thread.
      throw startOver(e);
    }
  }

  /**
   * Makes the thread leave its tasks and resume them from their committed offsets.
   *
   * <p>{@code TaskCorruptedException} would restart this task alone, but would break exactly-once.
   * Kafka Streams (4.4.0) first commits the thread's other tasks. Their transaction contains the
   * records that this task has forwarded, but not its offsets. In a commit that revokes partitions
   * the exception ends the thread (seen in 4.3.1).
   */
  private static TaskMigratedException startOver(RuntimeException cause) {
    return new TaskMigratedException("has to start over: " + cause.getMessage(), cause);
  }

  /**
   * Names the record where what forwards its result fails. A failure of Kafka is not named after
   * it: the producer reports there what happened to records that were sent before.
   */
  private static RuntimeException ofRecord(Drain.Origin origin, RuntimeException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof KafkaException || root instanceof Error
        ? e
        : new RecordException(
            origin.partition(), origin.offset(), "its result cannot be forwarded: " + root, root);
  }

  private static boolean causedByTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  private R resultOf(InFlightQueue<K, R> queue, Allowance allowance) {
    try {
      return queue.awaitHead(allowance);
    } catch (StalledException e) {
      if (isSlow(queue.head())) {
        throw tooSlow(e);
      }
      // A hang has its figures; the allowance knows of none.
      failure = queue.headIsDone() ? e : stalled(e);
      throw failure;
    } catch (StageException e) {
      if (e.getCause() instanceof TryLaterException) {
        throw startOver(e);
      }
      failure = e;
      throw e;
    }
  }

  /**
   * Returns true when the work for a record may still be done. A busy machine may not even have
   * started a batch, so only a longer lack of progress counts.
   */
  private boolean isSlow(InFlightQueue.Entry<K, R> head) {
    long batches = progress.completedBatches() - head.begun();
    boolean lost =
        head.startOvers() >= MAX_START_OVERS
            && (!progress.isAlive()
                || batches > (long) MAX_BATCHES_PER_CREDIT * credits.maxRecords());
    return progress != WorkerProgress.NONE && !lost && !head.work().isCompletedExceptionally();
  }

  private StalledException stalled(StalledException e) {
    return new StalledException(e.getMessage() + "; " + progress.describe());
  }

  /** Starts over with fewer records in flight, and keeps the work that has begun. */
  private TaskMigratedException tooSlow(StalledException e) {
    commitLimit.startOver();
    LOG.warn(
        "the workers are slow: {}; {}; the thread starts over, and at most {} records are in flight"
            + " from now on",
        e.getMessage(),
        progress.describe(),
        credits.lower());
    return startOver(e);
  }

  /**
   * Forwards all that is in flight. Returns at once after it has failed: a dirty close drains too.
   */
  private void drain() {
    if (drainFailed) {
      return;
    }
    if (failure != null) {
      // An exception handler that goes on after errors must not get to commit what was lost.
      drainFailed = true;
      throw failure;
    }
    if (!hasWork()) {
      return;
    }
    if (commitLimit.startsOver()) {
      // Another task of the thread did not fit: this one keeps its work, and commits nothing.
      drainFailed = true;
      throw startOver(new StalledException("another task of the thread starts over"));
    }
    owner.draining(true);
    function.ownersChanged();
    try {
      for (InFlightQueue<K, R> queue : queues.values()) {
        while (!queue.isEmpty()) {
          emitHead(queue, commitLimit.ofThisCommit());
        }
      }
      credits.drained(commitLimit.ofThisCommit().isAmple());
    } catch (RuntimeException e) {
      drainFailed = true;
      throw e;
    } finally {
      owner.draining(false);
      stopEmissionWhenIdle();
    }
  }

  private boolean hasWork() {
    for (InFlightQueue<K, R> queue : queues.values()) {
      if (!queue.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives the remaining records up: none of them was committed, so this or another instance reads
   * them again.
   */
  private void giveUp() {
    if (emission != null) {
      emission.cancel();
      emission = null;
    }
    if (hasWork()) {
      if (commitLimit.startsOver()) {
        keepWork();
      } else {
        owner.leave();
      }
      function.ownersChanged();
    }
    queues.clear();
  }

  private void keepWork() {
    // Nothing of it lingers: its records are read again at once.
    owner.draining(true);
    for (InFlightQueue<K, R> queue : queues.values()) {
      for (InFlightQueue.Entry<K, R> entry : queue.entries) {
        kept.keep(
            entry.origin().partition(),
            entry.origin().offset(),
            new KeptWork.Kept<>(
                entry.origin().timestamp(), entry.work(), entry.begun(), entry.startOvers() + 1));
      }
    }
  }
}
