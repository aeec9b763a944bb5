package dev.skipstream.async;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Gathers items that share a bucket into batches, across tasks and partitions. Workers pull. A
 * batch leaves when a worker requests one and the batch is due: it is full, has lingered, holds
 * work of a draining task, or expects no more items. So items gather while all workers are busy,
 * and an idle worker never waits for items that do not come.
 *
 * <p>Threading: any thread may announce and offer; these calls never block for long. A worker
 * blocks in {@link #take} until a batch is due: at most the linger, if there is an item. One lock;
 * results are completed outside it.
 *
 * @param <B> bucket; has value equality
 * @param <T> item
 * @param <R> result
 */
public final class MicroBatcher<B, T, R> implements AutoCloseable {
  private final LongSupplier nanoClock;
  private final Buckets<B, T, R> buckets;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int maxSize;
  private int announced;
  private boolean closed;
  private StageException failure;

  /**
   * Creates an empty batcher.
   *
   * @param maxSize the maximum number of items in a batch
   * @param linger the longest time for which an item waits for announced items
   */
  public MicroBatcher(int maxSize, Duration linger) {
    this(maxSize, linger, System::nanoTime);
  }

  MicroBatcher(int maxSize, Duration linger, LongSupplier nanoClock) {
    if (maxSize < 1) {
      throw new IllegalArgumentException(
          "batch size is %d: expected at least 1".formatted(maxSize));
    }
    this.maxSize = maxSize;
    this.buckets = new Buckets<>(linger.toNanos());
    this.nanoClock = nanoClock;
  }

  /** An item that is on its way: worth waiting for until it is offered or withdrawn, once. */
  public final class Announcement {
    private final WorkOwner owner;
    private boolean settled;

    private Announcement(WorkOwner owner) {
      this.owner = owner;
    }

    /**
     * Offers an item to the workers.
     *
     * @return the future of its result. It fails with a {@link StageException} if the workers are
     *     broken, and with a {@link CancellationException} if the owner has left. If the batch
     *     function fails on this item alone, the future fails with its exception
     */
    public CompletableFuture<R> offer(B bucket, T value) {
      BatchItem<T, R> item =
          new BatchItem<>(value, owner, nanoClock.getAsLong(), new CompletableFuture<>());
      StageException refusal = settle(bucket, item);
      if (refusal != null) {
        item.result().completeExceptionally(refusal);
      }
      return item.result();
    }

    /** The item will not come. */
    public void withdraw() {
      settle(null, null);
    }

    private StageException settle(B bucket, BatchItem<T, R> item) {
      lock.lock();
      try {
        if (settled) {
          throw new IllegalStateException(
              "an announced item was offered or withdrawn twice: expected once");
        }
        settled = true;
        announced--;
        changed.signalAll();
        if (item == null || hasEnded()) {
          return refusal();
        }
        buckets.add(bucket, item);
        return null;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Says that an item is on its way. */
  public Announcement announce(WorkOwner owner) {
    lock.lock();
    try {
      announced++;
      return new Announcement(owner);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands items over that leave together, if they are no more than {@link #maxSize}.
   *
   * @param bucket one to which no other caller offers
   * @return their results, as of {@link Announcement#offer}
   */
  public List<CompletableFuture<R>> offerTogether(WorkOwner owner, B bucket, List<T> values) {
    long now = nanoClock.getAsLong();
    List<BatchItem<T, R>> items =
        values.stream()
            .map(value -> new BatchItem<T, R>(value, owner, now, new CompletableFuture<>()))
            .toList();
    StageException refusal = null;
    lock.lock();
    try {
      if (hasEnded()) {
        refusal = refusal();
      } else {
        items.forEach(item -> buckets.add(bucket, item));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      for (BatchItem<T, R> item : items) {
        item.result().completeExceptionally(refusal);
      }
    }
    return items.stream().map(BatchItem::result).toList();
  }

  /** Checks all items again, because an owner drains or has left. */
  public void ownersChanged() {
    List<BatchItem<T, R>> unwanted;
    lock.lock();
    try {
      unwanted = buckets.removeUnwanted();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    unwanted.forEach(
        item -> item.result().completeExceptionally(new CancellationException("owner has left")));
  }

  /** The next batch that is due, or empty when the batcher is closed or has failed. */
  Optional<Batch<B, T, R>> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && failure == null) {
        long now = nanoClock.getAsLong();
        Optional<Batch<B, T, R>> due = buckets.takeDue(now, maxSize, announced > 0);
        if (due.isPresent()) {
          return due;
        }
        OptionalLong deadline = buckets.nanosUntilNextDeadline(now);
        if (deadline.isPresent()) {
          changed.awaitNanos(deadline.getAsLong());
        } else {
          changed.await();
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The batch that is due now, without waiting. */
  Optional<Batch<B, T, R>> poll() {
    lock.lock();
    try {
      return buckets.takeDue(nanoClock.getAsLong(), maxSize, announced > 0);
    } finally {
      lock.unlock();
    }
  }

  /** Makes later batches at most {@code size} large: the device has no memory for more. */
  void shrink(int size) {
    lock.lock();
    try {
      maxSize = Math.max(1, Math.min(maxSize, size));
    } finally {
      lock.unlock();
    }
  }

  /** The largest batch that leaves now. */
  public int maxSize() {
    lock.lock();
    try {
      return maxSize;
    } finally {
      lock.unlock();
    }
  }

  /** The workers cannot go on: fails all that waits and all that comes. */
  void fail(StageException why) {
    end(why);
  }

  /** Lets the workers go. What still waits fails. */
  @Override
  public void close() {
    end(null);
  }

  private void end(StageException why) {
    List<BatchItem<T, R>> left;
    StageException toTell;
    lock.lock();
    try {
      closed = true;
      failure = failure == null ? why : failure;
      toTell = refusal();
      left = buckets.removeAll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(item -> item.result().completeExceptionally(toTell));
  }

  private boolean hasEnded() {
    return failure != null || closed;
  }

  /** Returns the reason for which no item is accepted any more. */
  private StageException refusal() {
    return failure != null
        ? failure
        : new StageException("the batcher is closed: the stage must end before its workers");
  }
}
