package dev.skipstream.async;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer whose {@code poll} returns no records while no credit is free, while the rate limit is
 * reached, or while a record runs alone. It never returns records beyond the gate. Without records
 * {@code poll} still does its other work, so rebalances continue.
 *
 * <p>A member of a classic group that is slow to poll may never complete a rebalance. When it
 * requests its assignment, faster members already have theirs. They have begun the next round, for
 * the same partitions that the slow member is to give up. No member commits meanwhile.
 *
 * <p>Threading: belongs to one stream thread, like what it wraps.
 */
final class PacedConsumer implements InvocationHandler {
  /**
   * The longest wait for a credit in a poll: shorter than a rebalance of faster members. A returned
   * credit ends it.
   */
  private static final Duration WAIT = Duration.ofMillis(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Credits credits;
  private final Gate gate;
  private final RateLimit rate;
  private final AloneGate alone;

  /** The assignment at the last check. */
  private Set<TopicPartition> assigned = Set.of();

  /** The partitions that this class, and not the owner, has paused for one poll. */
  private final Set<TopicPartition> held = new HashSet<>();

  private PacedConsumer(
      Consumer<byte[], byte[]> consumer,
      Credits credits,
      Gate gate,
      RateLimit rate,
      AloneGate alone) {
    this.consumer = consumer;
    this.credits = credits;
    this.gate = gate;
    this.rate = rate;
    this.alone = alone;
  }

  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> over(
      Consumer<byte[], byte[]> consumer,
      Credits credits,
      Gate gate,
      RateLimit rate,
      AloneGate alone) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            PacedConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new PacedConsumer(consumer, credits, gate, rate, alone));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "poll" -> poll((Duration) arguments[0]);
      case "pause" -> {
        held.removeAll((Collection<?>) arguments[0]);
        yield onward(method, arguments);
      }
      case "seek" -> {
        alone.givenUp((TopicPartition) arguments[0]);
        yield onward(method, arguments);
      }
      case "commitSync" -> commitSync(method, arguments);
      case "close" -> {
        assigned.forEach(alone::givenUp);
        assigned = Set.of();
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

  /** The commit under at-least-once; Kafka Streams always names the offsets. */
  private Object commitSync(Method method, Object[] arguments) throws Throwable {
    Object nothing = onward(method, arguments);
    if (arguments != null && arguments[0] instanceof Map<?, ?> offsets) {
      offsets.forEach(
          (partition, offset) ->
              alone.committed((TopicPartition) partition, ((OffsetAndMetadata) offset).offset()));
    }
    return nothing;
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    forgetLost();
    boolean room = rate.awaitTurn(WAIT) && credits.awaitRoom(WAIT);
    held.addAll(room ? gate.passed(consumer) : consumer.assignment());
    held.addAll(alone.held(consumer.assignment()));
    held.removeAll(consumer.paused());
    consumer.pause(held);
    try {
      ConsumerRecords<byte[], byte[]> polled =
          alone.within(consumer, gate.within(consumer.poll(room ? timeout : Duration.ZERO)));
      rate.took(polled.count());
      return polled;
    } finally {
      // A rebalance may have taken some of them away, and the owner may have paused others.
      held.retainAll(consumer.assignment());
      consumer.resume(held);
      held.clear();
    }
  }

  private void forgetLost() {
    Set<TopicPartition> now = consumer.assignment();
    if (!now.equals(assigned)) {
      assigned.stream().filter(partition -> !now.contains(partition)).forEach(alone::givenUp);
      assigned = Set.copyOf(now);
    }
  }
}
