package dev.skipstream.async;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The work of the stage on a record, on the function's own threads.
 *
 * @param <K> key
 * @param <V> value
 * @param <R> result
 */
public interface AsyncFunction<K, V, R> {

  /**
   * Starts work on a record. Called on a stream thread: must not block.
   *
   * @param at the position of the record in its topic
   * @param owner asked by everything that lingers
   * @return the result. A fault of the record is a value of {@code R}. A future that fails ends the
   *     stage: its exception stops the stream thread. There are two exceptions: after a {@link
   *     TryLaterException} the thread starts over, and {@link #resultOfFailure} may have a result
   *     for a failure
   */
  CompletableFuture<R> apply(Record<K, V> record, RecordMetadata at, WorkOwner owner);

  /**
   * Starts work on a record, for a function that returns the record's credit together with
   * resources of its own. The stage calls this method. It closes the credit when the work ends and
   * the function has not closed it.
   *
   * @param credit of the record, which counts as in flight until the credit is closed
   * @return as {@link #apply(Record, RecordMetadata, WorkOwner)}, which the default calls
   */
  default CompletableFuture<R> apply(
      Record<K, V> record, RecordMetadata at, WorkOwner owner, Credits.Credit credit) {
    return apply(record, at, owner);
  }

  /** Returns the byte credits that a record takes while it is in flight. */
  long weight(Record<K, V> record);

  /**
   * Returns a result for a record on which this function failed, where the failure concerns this
   * record alone. Without such a result the failure ends the stage. Called on the thread that
   * completed the work: must not block, and must not throw.
   *
   * @param failure the exception of {@link #apply}, {@link #weight} or the work
   */
  default Optional<R> resultOfFailure(Record<K, V> record, Throwable failure) {
    return Optional.empty();
  }

  /**
   * Tells the function that an owner began to drain or left. Lingering work must check its owner
   * again.
   */
  void ownersChanged();
}
