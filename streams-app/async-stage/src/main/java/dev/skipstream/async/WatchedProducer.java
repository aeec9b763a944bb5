package dev.skipstream.async;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * A producer that reports which outcomes are refused, and under exactly-once which offsets are
 * committed.
 *
 * <p>Kafka Streams (4.4.0) has a handler for rejected records, but its context names the task's
 * current record at the time of the response. This class therefore saves the origin when the record
 * is sent.
 *
 * <p>Threading: belongs to one stream thread, like the producer it wraps; answers come on the
 * producer's network thread.
 */
final class WatchedProducer implements InvocationHandler {
  private final Producer<byte[], byte[]> producer;
  private final AloneGate alone;

  /** Offsets of the open transaction. */
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

  private WatchedProducer(Producer<byte[], byte[]> producer, AloneGate alone) {
    this.producer = producer;
    this.alone = alone;
  }

  @SuppressWarnings("unchecked")
  static Producer<byte[], byte[]> over(Producer<byte[], byte[]> producer, AloneGate alone) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            WatchedProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            new WatchedProducer(producer, alone));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "send" -> {
        if (arguments.length == 2) {
          arguments[1] = watched((Callback) arguments[1]);
        }
        yield onward(method, arguments);
      }
      case "sendOffsetsToTransaction" -> {
        Object nothing = onward(method, arguments);
        ((Map<?, ?>) arguments[0])
            .forEach(
                (partition, offset) ->
                    offsets.put((TopicPartition) partition, (OffsetAndMetadata) offset));
        yield nothing;
      }
      case "commitTransaction" -> {
        Object nothing = onward(method, arguments);
        offsets.forEach((partition, offset) -> alone.committed(partition, offset.offset()));
        offsets.clear();
        yield nothing;
      }
      case "abortTransaction" -> {
        offsets.clear();
        yield onward(method, arguments);
      }
      default -> onward(method, arguments);
    };
  }

  private Object onward(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(producer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Callback watched(Callback callback) {
    Optional<Drain.Origin> origin = Drain.forwarded();
    if (origin.isEmpty()) {
      return callback;
    }
    Drain.Origin from = origin.get();
    return (metadata, failure) -> {
      if (failure != null) {
        // This call comes first, because the callback of Kafka Streams makes its thread end.
        alone.history().refused(from.partition(), from.offset(), failure);
      }
      callback.onCompletion(metadata, failure);
    };
  }
}
