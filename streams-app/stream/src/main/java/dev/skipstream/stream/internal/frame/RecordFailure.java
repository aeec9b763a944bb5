package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.StageException;
import dev.skipstream.async.TryLaterException;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.telemetry.JournalException;
import dev.skipstream.topics.BrokerException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.KafkaException;

/** Tells failures that concern one record from those of a part that all records share. */
public final class RecordFailure {
  private RecordFailure() {}

  /** Gives work on one record the outcome of {@link #outcomeOf} where it fails. */
  public static CompletableFuture<Outcome> replaced(byte[] value, CompletableFuture<Outcome> work) {
    return work.exceptionallyCompose(
        failure ->
            outcomeOf(value, failure)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(failure)));
  }

  /**
   * Returns the outcome of a record that a defect of Skipstream failed on: a dead letter. Returns
   * nothing for a failure that another record would meet too: of a broker, device, model or JVM, or
   * of a stream that ends.
   *
   * @param value of the record
   */
  static Optional<Outcome> outcomeOf(byte[] value, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return concernsAll(cause)
        ? Optional.empty()
        : Optional.of(new Outcome.Rejected(RejectReason.INTERNAL, cause, value));
  }

  private static boolean concernsAll(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error
          || cause instanceof StageException
          || cause instanceof TryLaterException
          || cause instanceof DetectorException
          || cause instanceof CancellationException
          || cause instanceof RejectedExecutionException
          || cause instanceof InterruptedException
          || cause instanceof BrokerException
          || cause instanceof JournalException
          || cause instanceof KafkaException) {
        return true;
      }
    }
    return false;
  }
}
