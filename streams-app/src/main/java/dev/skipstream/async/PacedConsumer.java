package dev.skipstream.async;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer whose {@code poll} returns no records while there is no credit for one, or while it is
 * too early by the rate, and none that are beyond the gate. It does the rest of what a poll does,
 * so a rebalance goes on.
 *
 * <p>A member of a classic group that is slow to poll may never get through a rebalance: when it
 * asks for its assignment, quicker ones have had theirs and begun the next round, for the very
 * partitions that it is to give up; and while that goes on nobody commits.
 *
 * <p>Threading: belongs to one stream thread, like what it wraps.
 */
final class PacedConsumer implements InvocationHandler {
  /** Short beside what quicker members need for a round; credit that comes back ends it. */
  private static final Duration WAIT = Duration.ofMillis(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Credits credits;
  private final Gate gate;
  private final RateLimit rate;

  /** Paused here, and not by the owner, for the length of a poll. */
  private final Set<TopicPartition> held = new HashSet<>();

  private PacedConsumer(
      Consumer<byte[], byte[]> consumer, Credits credits, Gate gate, RateLimit rate) {
    this.consumer = consumer;
    this.credits = credits;
    this.gate = gate;
    this.rate = rate;
  }

  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> over(
      Consumer<byte[], byte[]> consumer, Credits credits, Gate gate, RateLimit rate) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            PacedConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new PacedConsumer(consumer, credits, gate, rate));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "poll" -> poll((Duration) arguments[0]);
      case "pause" -> {
        held.removeAll((Collection<?>) arguments[0]);
        yield onward(method, arguments);
      }
      default -> onward(method, arguments);
    };
  }

  private Object onward(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    boolean room = rate.awaitTurn(WAIT) && credits.awaitRoom(WAIT);
    held.addAll(room ? gate.passed(consumer) : consumer.assignment());
    held.removeAll(consumer.paused());
    consumer.pause(held);
    try {
      ConsumerRecords<byte[], byte[]> polled =
          gate.within(consumer.poll(room ? timeout : Duration.ZERO));
      rate.took(polled.count());
      return polled;
    } finally {
      // A rebalance may have taken some of them away, and the owner may have paused others.
      held.retainAll(consumer.assignment());
      consumer.resume(held);
      held.clear();
    }
  }
}
