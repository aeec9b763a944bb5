package dev.skipstream.async;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the in-flight work of a process, in records and in bytes. While no other record is in
 * flight, a record of any size is admitted.
 *
 * <p>Threading: {@link #acquire} blocks, in order of arrival, until {@link Credit#close} has made
 * room, and {@link #awaitRoom} until no other thread is before it either; a close never blocks for
 * long and may come from any thread. One lock, held for arithmetic only.
 */
public final class Credits {
  private final int maxRecords;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Condition> waiting = new ArrayDeque<>();
  private final Condition room = lock.newCondition();
  private int records;
  private long bytes;

  /** Current limit: at most {@link #maxRecords}; lower while the workers are slow. */
  private int limit;

  /** Drains that were quick, one after another, since the limit was last changed. */
  private int quickDrains;

  /** Credit for one record. */
  public final class Credit implements AutoCloseable {
    private final long weight;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Credit(long weight) {
      this.weight = weight;
    }

    /** Returns the credit; closing again does nothing. */
    @Override
    public void close() {
      if (open.getAndSet(false)) {
        release(weight);
      }
    }
  }

  public Credits(int maxRecords, long maxBytes) {
    if (maxRecords < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "credits are %d records and %d bytes: expected at least 1 of each"
              .formatted(maxRecords, maxBytes));
    }
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.limit = maxRecords;
  }

  /** Returns the maximum number of in-flight records. */
  public int maxRecords() {
    return maxRecords;
  }

  /** Returns the current limit of in-flight records: lower while the workers are slow. */
  public int limit() {
    lock.lock();
    try {
      return limit;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Halves the limit, to 1 at least: a drain did not fit its commit.
   *
   * @return the limit from now on
   */
  int lower() {
    lock.lock();
    try {
      limit = Math.max(1, limit / 2);
      quickDrains = 0;
      return limit;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records a drain that fitted its commit. Raises a lowered limit by one after as many quick
   * drains in a row as the limit is, so that a higher limit takes longer to reach.
   *
   * @param quick true if the drain would have fitted with a higher limit too, with a margin
   */
  void drained(boolean quick) {
    lock.lock();
    try {
      if (limit == maxRecords) {
        return;
      }
      quickDrains = quick ? quickDrains + 1 : 0;
      if (quickDrains >= limit) {
        limit++;
        quickDrains = 0;
        signalFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of in-flight records. */
  public int recordsInUse() {
    lock.lock();
    try {
      return records;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes credit for one record, and waits for it if need be.
   *
   * @return the credit, which the caller closes
   * @throws StalledException when {@code limit} passes first
   */
  public Credit acquire(long weight, Duration limit) {
    lock.lock();
    try {
      if (!waiting.isEmpty() || !fits(weight)) {
        await(weight, limit);
      }
      records++;
      bytes += weight;
      return new Credit(weight);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a credit is free for one more record, without acquiring it.
   *
   * @return true if a credit is free; false after {@code limit}, or if the thread is interrupted
   */
  boolean awaitRoom(Duration limit) {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (!hasRoom() && left > 0) {
        left = room.awaitNanos(left);
      }
      return hasRoom();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the credit of one record back. */
  void release(long weight) {
    lock.lock();
    try {
      records--;
      bytes -= weight;
      signalFirst();
    } finally {
      lock.unlock();
    }
  }

  private void await(long weight, Duration limit) {
    Condition turn = lock.newCondition();
    waiting.add(turn);
    try {
      Allowance allowance = new Allowance(limit);
      while (waiting.peek() != turn || !fits(weight)) {
        if (allowance.isSpent()) {
          throw new StalledException(
              "no credit within %s of waiting: %d of %d records are in flight, and none finished"
                  .formatted(limit, records, this.limit));
        }
        long slice = allowance.slice();
        allowance.spend(slice, slice - Math.max(0, turn.awaitNanos(slice)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while waiting for credit", e);
    } finally {
      waiting.remove(turn);
      signalFirst();
    }
  }

  /** Small records do not overtake a large one: it would wait for ever. */
  private void signalFirst() {
    Condition first = waiting.peek();
    if (first != null) {
      first.signal();
    } else {
      room.signalAll();
    }
  }

  private boolean hasRoom() {
    return waiting.isEmpty() && fits(1);
  }

  private boolean fits(long weight) {
    return records == 0 || (records < limit && bytes + weight <= maxBytes);
  }
}
