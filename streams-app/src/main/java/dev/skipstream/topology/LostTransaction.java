package dev.skipstream.topology;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * A transaction whose commit got no sound answer. Either the broker had ended it before, having
 * been gone for longer than {@code transaction.timeout.ms}; or it was on its way down, and answered
 * with an error that says nothing.
 *
 * <p>Nothing is wrong with the stream. A new producer first has the broker finish or end what the
 * one before began, so what was committed is known then, and the rest is read again. Where the
 * broker answers that the producer is fenced, Kafka Streams starts the tasks over by itself; of
 * these answers it lets the thread die (4.3.1), so the thread has to be replaced.
 */
final class LostTransaction {
  private LostTransaction() {}

  /** Whether a stream thread died of it. */
  static boolean isBehind(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InvalidTxnStateException || saysNothing(e)) {
        return true;
      }
    }
    return false;
  }

  /** The producer has no class of its own for an answer that it does not expect. */
  private static boolean saysNothing(Throwable e) {
    return e instanceof StreamsException
        && e.getCause() != null
        && e.getCause().getClass() == KafkaException.class;
  }
}
