package dev.skipstream.async;

import java.util.List;

/**
 * The work of a worker on a batch.
 *
 * @param <B> bucket
 * @param <T> item
 * @param <R> result
 */
public interface BatchFunction<B, T, R> {

  /** The part at fault after a failure: the batch, the memory or the device. */
  enum Fault {
    /**
     * A failure because of an item of the batch. Each item is then tried alone, and the item that
     * fails alone is the cause.
     */
    ITEM,
    /** The batch was too large. */
    OUT_OF_MEMORY,
    /** The worker is broken: no item is to blame. */
    DEVICE
  }

  /**
   * Works on items of one bucket, on the worker's thread.
   *
   * @return a result an item, in their order
   */
  List<R> run(B bucket, List<T> items) throws Exception;

  /** Tells what {@code failure}, thrown by {@link #run}, means. */
  Fault classify(Throwable failure);
}
