package dev.skipstream.topics;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** The answer of a broker to an admin client. */
public final class BrokerAnswer {
  private BrokerAnswer() {}

  /**
   * Waits for a response.
   *
   * @param doing the current action, for the message: {@code reading the offsets of topic images}
   * @throws BrokerException when the broker refuses, or the thread is interrupted
   */
  public static <T> T await(KafkaFuture<T> answer, String doing) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new BrokerException(
          "%s: %s".formatted(doing, ClusterFault.explain(cause).orElse("the broker says " + cause)),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while " + doing, e);
    }
  }
}
