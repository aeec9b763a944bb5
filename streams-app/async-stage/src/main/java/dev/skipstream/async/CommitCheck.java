package dev.skipstream.async;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Clients that run a check before they commit offsets. All records that the offsets cover were
 * fetched before the check begins, so a check that passes holds for all of them.
 *
 * <p>Threading: the check runs on the stream thread that commits.
 */
final class CommitCheck {
  private CommitCheck() {}

  /** Returns a producer with the check: under exactly-once, the producer commits the offsets. */
  @SuppressWarnings("unchecked")
  static Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer, Runnable check) {
    return (Producer<byte[], byte[]>)
        before(Producer.class, producer, "sendOffsetsToTransaction", check);
  }

  /** Returns a consumer with the check: under at-least-once, the consumer commits the offsets. */
  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer, Runnable check) {
    return (Consumer<byte[], byte[]>) before(Consumer.class, consumer, "commitSync", check);
  }

  private static Object before(Class<?> type, Object client, String commit, Runnable check) {
    return Proxy.newProxyInstance(
        CommitCheck.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals(commit)) {
            check.run();
          }
          try {
            return method.invoke(client, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
