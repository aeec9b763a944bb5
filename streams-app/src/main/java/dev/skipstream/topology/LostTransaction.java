package dev.skipstream.topology;

import org.apache.kafka.common.errors.InvalidTxnStateException;

/**
 * A transaction that the broker ended while its commit was on the way: the broker was gone for
 * longer than {@code transaction.timeout.ms}, and ended what had timed out when it came back.
 *
 * <p>Nothing is wrong with the stream, and nothing of the transaction was committed. Where the
 * broker answers that the producer is fenced, Kafka Streams starts the tasks over by itself; of
 * this answer it lets the thread die (4.3.1), so the thread has to be replaced.
 */
final class LostTransaction {
  private LostTransaction() {}

  /** Whether a stream thread died of it. */
  static boolean isBehind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }
}
