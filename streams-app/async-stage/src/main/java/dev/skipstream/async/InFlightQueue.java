package dev.skipstream.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The records of one partition that are in flight or wait for one that is, in input order. Results
 * leave at the head only.
 *
 * <p>Threading: belongs to the stream thread of its task, which blocks in {@link #awaitHead} until
 * a worker completes the head or the limit passes.
 *
 * @param <K> key
 * @param <R> result
 */
class InFlightQueue<K, R> {

  /**
   * One record.
   *
   * @param record without its value, which belongs to the work: a finished record holds little
   *     memory
   * @param origin the position of the record in its topic
   * @param work the future of its result
   * @param begun the number of completed batches when the work began
   * @param startOvers the number of times that a thread started over while it waited for the work
   */
  record Entry<K, R>(
      Record<K, ?> record,
      Drain.Origin origin,
      CompletableFuture<R> work,
      long begun,
      int startOvers) {}

  final Deque<Entry<K, R>> entries = new ArrayDeque<>();

  void add(Entry<K, R> entry) {
    entries.add(entry);
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns if the head has its result. */
  boolean headIsDone() {
    Entry<K, R> head = entries.peek();
    return head != null && head.work().isDone();
  }

  /** The oldest entry. */
  Entry<K, R> head() {
    return entries.element();
  }

  /**
   * Waits for the head's result. The head stays until {@link #removeHead}: what cannot be forwarded
   * has not left.
   *
   * @throws StalledException when the allowance is spent first
   * @throws StageException when the work failed, which it does only for good
   */
  R awaitHead(Allowance allowance) {
    Entry<K, R> head = entries.element();
    while (true) {
      long slice = allowance.slice();
      long started = System.nanoTime();
      try {
        return head.work().get(slice, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // Another slice, or none is left.
      } catch (ExecutionException e) {
        throw failed(head, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StageException("interrupted while waiting for " + head.origin(), e);
      } finally {
        allowance.spend(slice, System.nanoTime() - started);
      }
      if (allowance.isSpent()) {
        throw new StalledException(
            "record %s has no result within %d ms of waiting, and %d records wait behind it"
                .formatted(head.origin(), allowance.limit().toMillis(), entries.size() - 1));
      }
    }
  }

  /** No record is to blame for a JVM that is out of memory or lacks a native library. */
  private static StageException failed(Entry<?, ?> head, Throwable cause) {
    if (cause instanceof StageException failure) {
      return failure;
    }
    Drain.Origin origin = head.origin();
    return cause instanceof Error
        ? new StageException("record %s: work failed with %s".formatted(origin, cause), cause)
        : new RecordException(
            origin.partition(), origin.offset(), "work failed with " + cause, cause);
  }

  void removeHead() {
    entries.remove();
  }

  void clear() {
    entries.clear();
  }
}
