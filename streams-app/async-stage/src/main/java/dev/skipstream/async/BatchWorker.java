package dev.skipstream.async;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker, such as a device: takes batches, runs them, and completes their items. A batch that
 * fails is taken apart, so that one bad item harms none beside it.
 *
 * <p>Threading: one thread, from construction until the batcher is closed or has failed. It blocks
 * in {@link MicroBatcher#take} only; completing a result runs no more than credit keeping.
 */
public final class BatchWorker<B, T, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);

  private final MicroBatcher<B, T, R> batcher;
  private final BatchFunction<B, T, R> function;
  private final WorkerWatch watch;
  private final Thread thread;

  private BatchWorker(
      String name,
      MicroBatcher<B, T, R> batcher,
      BatchFunction<B, T, R> function,
      WorkerWatch watch) {
    this.batcher = batcher;
    this.function = function;
    this.watch = watch;
    this.thread = new Thread(this::work, name);
  }

  /** Starts a worker on a thread of that name, without a watch for hanging batches. */
  public static <B, T, R> BatchWorker<B, T, R> start(
      String name, MicroBatcher<B, T, R> batcher, BatchFunction<B, T, R> function) {
    return start(name, batcher, function, new WorkerWatch(Duration.ZERO, Duration.ZERO));
  }

  /**
   * Starts a worker on a thread of that name.
   *
   * @param watch gets its batches, and gives them up when they hang
   */
  public static <B, T, R> BatchWorker<B, T, R> start(
      String name,
      MicroBatcher<B, T, R> batcher,
      BatchFunction<B, T, R> function,
      WorkerWatch watch) {
    BatchWorker<B, T, R> worker = new BatchWorker<>(name, batcher, function, watch);
    worker.thread.setDaemon(true);
    worker.thread.start();
    return worker;
  }

  /**
   * Waits for the worker's end, which the batcher's brings about; returns whether it came in time.
   */
  public boolean join(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  private void work() {
    try {
      Optional<Batch<B, T, R>> batch = batcher.take();
      while (batch.isPresent()) {
        run(batch.get().bucket(), batch.get().items());
        batch = batcher.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      batcher.fail(new StageException(thread.getName() + " was interrupted", e));
    }
  }

  private void run(B bucket, List<BatchItem<T, R>> items) {
    List<R> results;
    WorkerWatch.Running running =
        watch.begins(thread.getName(), items.size(), hang -> breakDown(items, hang));
    try {
      results = function.run(bucket, items.stream().map(BatchItem::value).toList());
      watch.ends(running);
      if (results.size() != items.size()) {
        throw new IllegalStateException(
            "batch of %d items has %d results: expected one each"
                .formatted(items.size(), results.size()));
      }
    } catch (Throwable e) {
      watch.ends(running);
      afterFailure(bucket, items, e);
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      items.get(i).result().complete(results.get(i));
    }
  }

  private void afterFailure(B bucket, List<BatchItem<T, R>> items, Throwable failure) {
    switch (function.classify(failure)) {
      case DEVICE -> {
        StageException broken =
            new StageException("%s is broken: %s".formatted(thread.getName(), failure), failure);
        breakDown(items, broken);
      }
      case OUT_OF_MEMORY -> {
        int half = items.size() / 2;
        if (half == 0) {
          items.get(0).result().completeExceptionally(failure);
          return;
        }
        LOG.warn(
            "{} has no memory for a batch of {}: batches have at most {} items from now on",
            thread.getName(),
            items.size(),
            half);
        batcher.shrink(half);
        run(bucket, items.subList(0, half));
        run(bucket, items.subList(half, items.size()));
      }
      case ITEM -> {
        if (items.size() == 1) {
          items.get(0).result().completeExceptionally(failure);
          return;
        }
        items.forEach(item -> run(bucket, List.of(item)));
      }
    }
  }

  /** Fails all that is with the worker, that waits for one, and that comes. */
  private void breakDown(List<BatchItem<T, R>> items, StageException why) {
    batcher.fail(why);
    items.forEach(item -> item.result().completeExceptionally(why));
  }
}
