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
   * @param at where the record was read
   * @param owner asked by everything that lingers
   * @return the result. Failing is for the end of the stage: the exception stops the stream thread,
   *     but for a {@link TryLaterException}, after which its thread starts over, and for those that
   *     {@link #resultOfFailure} has a result for. What is wrong with the record is a value of
   *     {@code R}
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
   * @param failure what {@link #apply}, {@link #weight} or the work threw
   */
  default Optional<R> resultOfFailure(Record<K, V> record, Throwable failure) {
    return Optional.empty();
  }

  /** Some owner began to drain or left: whatever lingers looks at its owner again. */
  void ownersChanged();
}
