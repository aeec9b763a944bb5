package dev.skipstream.evaluation;

import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The frames that detection events speak of, read once more from where the events say they came
 * from.
 *
 * <p>Threading: for one thread; {@link #read} blocks until the record is there, for ten seconds at
 * most.
 */
public final class InputFrames implements AutoCloseable {

  /** There is no frame to show; the message says why. */
  public static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;

    GoneException(String message, Throwable cause) {
      super(message, cause);
    }

    GoneException(String message) {
      super(message);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> partitions = new HashSet<>();
  private final ImageFetcher fetcher;
  private final ImageDecoder decoder =
      new ImageDecoder(ImageLimits.DEFAULT, ImageDecoder.Damaged.ACCEPT);

  /**
   * Connects.
   *
   * @param kafka client properties
   * @param fetcher for images that are not in their records; closed with this
   */
  public InputFrames(Map<String, Object> kafka, ImageFetcher fetcher) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // A record that is gone must not turn into another one.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.fetcher = fetcher;
  }

  /** The frame of the input record at a position. */
  public Frame read(InputPosition at) throws GoneException {
    ConsumerRecord<byte[], byte[]> record = record(at);
    try {
      ImageEvent event = EventSerdes.readImage(at, record.key(), record.headers(), record.value());
      Optional<URI> elsewhere = event.toFetch();
      return decoder.decode(elsewhere.isPresent() ? fetcher.fetch(elsewhere.get()) : event.image());
    } catch (InvalidEventException | InvalidImageException | TransientFetchException e) {
      throw new GoneException("%s: %s".formatted(at, e.getMessage()), e);
    }
  }

  private ConsumerRecord<byte[], byte[]> record(InputPosition at) throws GoneException {
    TopicPartition partition = new TopicPartition(at.topic(), at.partition());
    turnTo(partition, at.offset());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() == at.offset()) {
            return record;
          }
          throw gone(at);
        }
      }
    } catch (OffsetOutOfRangeException e) {
      throw gone(at);
    }
    throw new GoneException("%s: not read within %d s".formatted(at, PATIENCE.toSeconds()));
  }

  /** Only this partition is read; what was fetched of the others is kept for when they follow. */
  private void turnTo(TopicPartition partition, long offset) {
    if (partitions.add(partition)) {
      consumer.assign(partitions);
      consumer.seek(partition, offset);
    } else if (consumer.position(partition) != offset) {
      consumer.seek(partition, offset);
    }
    consumer.pause(partitions);
    consumer.resume(Set.of(partition));
  }

  private static GoneException gone(InputPosition at) {
    return new GoneException(at + ": the topic's retention has deleted the input record");
  }

  @Override
  public void close() {
    consumer.close();
    fetcher.close();
  }
}
