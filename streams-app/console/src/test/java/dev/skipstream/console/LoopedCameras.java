package dev.skipstream.console;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Cameras that send the same pictures in a loop.
 *
 * <p>Threading: publishes on a thread of its own until {@link #close}.
 */
final class LoopedCameras implements AutoCloseable {
  private final List<String> names;
  private final List<byte[]> pictures;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long sequence;

  /** Starts to publish a frame of each camera at intervals. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  LoopedCameras(
      Map<String, Object> client,
      String topic,
      List<String> names,
      List<byte[]> pictures,
      Duration every) {
    this.names = names;
    this.pictures = pictures;
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    clock.scheduleAtFixedRate(this::publish, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a frame that is lost is followed by another
  private void publish() {
    for (String name : names) {
      producer.send(
          EventSerdes.write(
              topic,
              new ImageEvent(
                  name + "/" + sequence,
                  name,
                  Optional.of(sequence),
                  Optional.of(Instant.now()),
                  Optional.empty(),
                  pictures.get((int) (sequence % pictures.size())))));
    }
    sequence++;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
