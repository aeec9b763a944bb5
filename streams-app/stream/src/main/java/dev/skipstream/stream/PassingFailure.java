package dev.skipstream.stream;

import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * A failure that ends a stream thread (Kafka Streams 4.4.0) although the stream is healthy. The
 * thread must be replaced, and uncommitted records are read again.
 *
 * <p>The first kind is a commit of a transaction whose result is unknown. Either the broker has
 * aborted the transaction, because the broker was unavailable for longer than {@code
 * transaction.timeout.ms}. Or the broker was stopping, and returned an unspecific error. A new
 * producer makes the broker complete or abort the transaction of its predecessor, so the committed
 * offsets are known from then on. (If the broker answers that the producer is fenced, Kafka Streams
 * starts the tasks over by itself.)
 *
 * <p>The second kind is a commit just after a rebalance that assigned partitions without committed
 * offsets. To determine if its task has something to commit, the thread calls its consumer's {@code
 * position}. The consumer then also requires a position of the new partitions. Their position
 * follows from the reset policy, which the next poll applies and this call does not.
 */
final class PassingFailure {
  private PassingFailure() {}

  /** Returns true if such a failure ended a stream thread. */
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

  /**
   * Returns true for a response that the producer does not expect, for which it has no exception
   * class.
   */
  private static boolean saysNothing(Throwable e) {
    return e instanceof StreamsException
        && e.getCause() != null
        && e.getCause().getClass() == KafkaException.class;
  }
}
