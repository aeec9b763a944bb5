package dev.skipstream.evaluate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Scores frames on all processors. Each batch of consecutive frames has its own {@link Evaluation},
 * and these are joined in the order of the frames. The figures are therefore exactly those of one
 * thread, and the first frame with an error is reported.
 *
 * <p>Threading: for one thread, which adds frames. When twice as many batches as workers are in
 * progress, it blocks until the oldest of them is scored. Workers wait for nothing but batches;
 * {@link #close} ends them.
 */
public final class ParallelEvaluation implements AutoCloseable {
  /** The frames per batch. Frames of larger batches would survive a young garbage collection. */
  private static final int BATCH = 64;

  private final Supplier<Evaluation> empty;
  private final Evaluation all;
  private final ExecutorService workers;
  private final int most;

  /** The batches in progress, oldest first. */
  private final Queue<CompletableFuture<Evaluation>> batches = new ArrayDeque<>();

  private List<ScoredFrame> batch = new ArrayList<>(BATCH);

  /**
   * Starts the workers.
   *
   * @param empty returns a new evaluation without frames at each call
   * @param workers the number of batches that are scored at once, at least 1
   */
  public ParallelEvaluation(Supplier<Evaluation> empty, int workers) {
    this.empty = empty;
    this.all = empty.get();
    this.most = 2 * workers;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            workers,
            work -> {
              Thread thread = new Thread(work, "evaluate-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Adds a frame. Blocks while many batches are in progress.
   *
   * @throws UnfitInputException when a box of this frame or of an earlier one has nothing in common
   *     with its frame, and that is not to be counted
   */
  public void add(ScoredFrame frame) {
    batch.add(frame);
    if (batch.size() == BATCH) {
      score();
    }
  }

  private void score() {
    List<ScoredFrame> frames = batch;
    batch = new ArrayList<>(BATCH);
    if (batches.size() == most) {
      join();
    }
    batches.add(
        CompletableFuture.supplyAsync(
            () -> {
              Evaluation part = empty.get();
              frames.forEach(part::add);
              return part;
            },
            workers));
  }

  private void join() {
    try {
      all.addAll(batches.remove().join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException of) {
        throw of;
      }
      throw e;
    }
  }

  /**
   * Returns the evaluation of all frames that were added. Blocks until they are scored.
   *
   * @throws UnfitInputException as {@link #add} does
   */
  public Evaluation finish() {
    score();
    while (!batches.isEmpty()) {
      join();
    }
    return all;
  }

  /** Ends the workers; a batch that is being scored is finished and ignored. */
  @Override
  public void close() {
    workers.shutdownNow();
  }
}
