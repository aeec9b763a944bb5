package dev.skipstream.async;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Watches the batches of all workers. A batch that runs for longer than a limit counts as hung: the
 * watch fails its items, so that every thread that waits for them goes on. All other waits for a
 * worker therefore end by themselves, however slow the machine is.
 *
 * <p>The watch counts time in ticks, each at its nominal length at most. A process that was frozen
 * (SIGSTOP, a paused virtual machine) has spent one tick, since its workers were frozen too.
 *
 * <p>Threading: workers report to it; one daemon thread ticks, from {@link #start} to {@link
 * #close}. One lock, held for arithmetic only; items are failed outside it.
 */
public final class WorkerWatch implements WorkerProgress, AutoCloseable {
  static final Duration TICK = Duration.ofMillis(100);

  private final Duration hangLimit;
  private final Duration usualBatch;
  private final LongSupplier nanoClock;

  /** Guards all that follows. */
  private final Object lock = new Object();

  private final Set<Running> running = new LinkedHashSet<>();
  private long completed;
  private long lastBatchNanos;
  private long nanosSinceCompletion;
  private volatile boolean closed;
  private volatile Consumer<? super StalledException> onHang = hang -> {};

  /** A batch that a worker works on. */
  static final class Running {
    private final String worker;
    private final int items;
    private final long started;
    private final Consumer<StalledException> giveUp;
    private long awakeNanos;

    private Running(String worker, int items, long started, Consumer<StalledException> giveUp) {
      this.worker = worker;
      this.items = items;
      this.started = started;
      this.giveUp = giveUp;
    }
  }

  /**
   * Creates a watch that is not started yet.
   *
   * @param hangLimit the time limit of a batch
   * @param usualBatch the time of a full batch at warm-up, for messages
   */
  public WorkerWatch(Duration hangLimit, Duration usualBatch) {
    this(hangLimit, usualBatch, System::nanoTime);
  }

  WorkerWatch(Duration hangLimit, Duration usualBatch, LongSupplier nanoClock) {
    this.hangLimit = hangLimit;
    this.usualBatch = usualBatch;
    this.nanoClock = nanoClock;
  }

  /**
   * Starts the thread that ticks.
   *
   * @param onHang learns of each batch that hangs, after its items have failed: perhaps no stream
   *     thread waits for one of them, as after a start-over
   */
  public void start(Consumer<? super StalledException> onHang) {
    this.onHang = onHang;
    Thread thread = new Thread(this::tickUntilClosed, "worker-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Records that a worker begins a batch.
   *
   * @param giveUp fails the items of the batch and all later ones; called when the batch hangs
   */
  Running begins(String worker, int items, Consumer<StalledException> giveUp) {
    Running batch = new Running(worker, items, nanoClock.getAsLong(), giveUp);
    synchronized (lock) {
      running.add(batch);
    }
    return batch;
  }

  /** Records that a worker has completed a batch, with any result. */
  void ends(Running batch) {
    synchronized (lock) {
      // A batch that was given up shows no progress.
      if (running.remove(batch)) {
        completed++;
        lastBatchNanos = nanoClock.getAsLong() - batch.started;
        nanosSinceCompletion = 0;
      }
    }
  }

  @Override
  public boolean isAlive() {
    synchronized (lock) {
      return !running.isEmpty() || (completed > 0 && nanosSinceCompletion < hangLimit.toNanos());
    }
  }

  @Override
  public long completedBatches() {
    synchronized (lock) {
      return completed;
    }
  }

  @Override
  public String describe() {
    long last;
    synchronized (lock) {
      last = lastBatchNanos;
    }
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "the last batch took %d ms, a full batch at warm-up took %d ms, and the load average is"
            + " %.1f on %d processor(s)",
        Duration.ofNanos(last).toMillis(),
        usualBatch.toMillis(),
        machine.getSystemLoadAverage(),
        machine.getAvailableProcessors());
  }

  @Override
  public void close() {
    closed = true;
  }

  private void tickUntilClosed() {
    while (!closed) {
      LockSupport.parkNanos(TICK.toNanos());
      tick();
    }
  }

  /** Counts one tick for every batch that runs, and gives up those that have reached the limit. */
  void tick() {
    List<Running> hung = new ArrayList<>();
    synchronized (lock) {
      nanosSinceCompletion += TICK.toNanos();
      for (Running batch : running) {
        batch.awakeNanos += TICK.toNanos();
        if (batch.awakeNanos >= hangLimit.toNanos()) {
          hung.add(batch);
        }
      }
      hung.forEach(running::remove);
    }
    for (Running batch : hung) {
      StalledException hang = new StalledException(messageOf(batch));
      batch.giveUp.accept(hang);
      onHang.accept(hang);
    }
  }

  private String messageOf(Running batch) {
    return "%s hangs: its batch of %d has run for %d ms without a result, and the limit is %d ms; %s; check the device, or start with another --device"
        .formatted(
            batch.worker,
            batch.items,
            Duration.ofNanos(batch.awakeNanos).toMillis(),
            hangLimit.toMillis(),
            describe());
  }
}
