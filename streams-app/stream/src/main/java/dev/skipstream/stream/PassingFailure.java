package dev.skipstream.stream;

import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * A failure from which a stream thread dies (Kafka Streams 4.3.1) though the stream is healthy: the
 * thread has to be replaced, and uncommitted records are read again.
 *
 * <p>One is a transaction whose commit got no sound answer. Either the broker had ended it before,
 * having been gone for longer than {@code transaction.timeout.ms}; or it was on its way down, and
 * answered with an error that says nothing. A new producer first has the broker finish or end what
 * the one before began, so what was committed is known then. (Where the broker answers that the
 * producer is fenced, Kafka Streams starts the tasks over by itself.)
 *
 * <p>The other is a commit right after a rebalance that brought partitions of which nothing was
 * committed yet. To find out if its task has something to commit, the thread asks for its
 * consumer's position. The consumer answers for the new partitions too. Their position follows from
 * the reset policy, which the next poll applies and this call does not.
 */
final class PassingFailure {
  private PassingFailure() {}

  /** Returns if a stream thread died of such a failure. */
  static boolean isBehind(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InvalidTxnStateException
          || e instanceof NoOffsetForPartitionException
          || saysNothing(e)) {
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
