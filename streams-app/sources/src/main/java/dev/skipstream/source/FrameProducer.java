package dev.skipstream.source;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes image events to the input topic, each source in the order of its frames, and what is in
 * them to a topic beside it.
 *
 * <p>Threading: for one thread, but for the events of live cameras. {@link #publish} blocks while
 * the producer's buffer is full; the producer's own thread reports failures, which the next call
 * throws.
 */
public final class FrameProducer implements AutoCloseable {
  /** Above the largest image we take: a smaller limit would refuse it here, out of sight. */
  private static final int MAX_REQUEST_BYTES = 10 << 20;

  private static final int BATCH_BYTES = 1 << 20;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Optional<String> truthTopic;
  private final PublishTraces traces;
  private final AtomicReference<KafkaException> failure = new AtomicReference<>();

  /** Connects with Kafka client properties, {@code bootstrap.servers} among them. */
  public FrameProducer(Map<String, Object> kafka, String topic) {
    this(kafka, topic, Optional.empty());
  }

  /**
   * Connects, to publish the ground truth of the frames too.
   *
   * @param truthTopic the topic for the ground truth; without it none is published
   */
  public FrameProducer(Map<String, Object> kafka, String topic, Optional<String> truthTopic) {
    this(kafka, topic, truthTopic, PublishTraces.NONE);
  }

  /**
   * Connects, to publish frames with traces.
   *
   * @param truthTopic the topic for the ground truth; without it none is published
   */
  public FrameProducer(
      Map<String, Object> kafka, String topic, Optional<String> truthTopic, PublishTraces traces) {
    this(
        new KafkaProducer<>(
            withDefaults(kafka), new ByteArraySerializer(), new ByteArraySerializer()),
        topic,
        truthTopic,
        traces);
  }

  FrameProducer(
      Producer<byte[], byte[]> producer,
      String topic,
      Optional<String> truthTopic,
      PublishTraces traces) {
    this.producer = producer;
    this.topic = topic;
    this.truthTopic = truthTopic;
    this.traces = traces;
  }

  private static Map<String, Object> withDefaults(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    // Idempotence alone does not keep the order of a new producer. Just after a partition has got a
    // leader, the broker may reject the first request and accept the third. It then treats the
    // first as out of sequence until the producer gives up. With one request at a time, waiting
    // frames share the next request.
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    // Encoded images do not shrink further.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    config.putAll(kafka);
    return config;
  }

  /**
   * Hands a frame to the producer, which sends it soon, to the partition of its source. What is in
   * it follows it, where that is known and has a topic.
   */
  public void publish(PlayedFrame frame) {
    publish(frame.image());
    if (truthTopic.isPresent() && frame.truth().isPresent()) {
      send(
          "the truth about frame " + frame.image().id(),
          EventSerdes.write(truthTopic.get(), frame.truth().get()),
          Span.getInvalid());
    }
  }

  /** Hands an event to the producer by itself, as a frame of which nothing else is known. */
  public void publish(ImageEvent event) {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topic, event);
    send("frame " + event.id(), record, traces.begin(record, event.id()));
  }

  /** Hands an event to the producer, which sends it soon, to a partition of the caller's choice. */
  public void publish(ImageEvent event, int partition) {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topic, event);
    Span span = traces.begin(record, event.id());
    send(
        "frame " + event.id(),
        new ProducerRecord<>(topic, partition, record.key(), record.value(), record.headers()),
        span);
  }

  /**
   * Hands an event to the producer, for any thread. A failure ends nothing: only {@code done}
   * receives it.
   *
   * @param headers added to those of the event
   * @param done receives the failure, or null when the event is acknowledged; may be called by the
   *     producer's thread
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears what the future would
  public void publish(ImageEvent event, Map<String, String> headers, Consumer<Exception> done) {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topic, event);
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    Span span = traces.begin(record, event.id());
    try {
      producer.send(
          record,
          (metadata, e) -> {
            PublishTraces.end(span, e);
            done.accept(e);
          });
    } catch (KafkaException e) {
      PublishTraces.end(span, e);
      done.accept(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears what the future would
  private void send(String what, ProducerRecord<byte[], byte[]> record, Span span) {
    throwFailure();
    producer.send(
        record,
        (metadata, e) -> {
          PublishTraces.end(span, e);
          if (e != null) {
            failure.compareAndSet(null, notPublished(what, record.topic(), e));
          }
        });
  }

  private static KafkaException notPublished(String what, String topic, Exception cause) {
    return new KafkaException(
        "%s was not published to %s: %s".formatted(what, topic, cause.getMessage()), cause);
  }

  /** Waits until all that was published has been acknowledged. */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    KafkaException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
