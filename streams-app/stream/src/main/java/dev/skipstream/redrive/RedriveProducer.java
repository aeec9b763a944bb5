package dev.skipstream.redrive;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.RedrivenFrom;
import dev.skipstream.topics.BrokerException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes a redriven record and its entry of the log in one transaction. All redrives to an input
 * topic have one transactional id: a new producer ends the transaction of the one before it, and
 * the broker rejects that one from then on. So the log, read after {@link #open}, has all redrives
 * but those of this producer.
 *
 * <p>Threading: for one thread; blocks on the broker, with the client's time limits.
 */
final class RedriveProducer implements AutoCloseable {
  /**
   * Readers of committed records wait for a transaction that is open. One of a killed process ends
   * by this limit, or at the next redrive.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(20);

  private final String images;
  private final String log;
  private final Producer<byte[], byte[]> producer;

  private RedriveProducer(String images, String log, Producer<byte[], byte[]> producer) {
    this.images = images;
    this.log = log;
    this.producer = producer;
  }

  /**
   * Opens the producer, and ends the redrive that another process has begun.
   *
   * @param maxRecordBytes the largest record that the input topic accepts
   */
  static RedriveProducer open(RedriveSettings settings, int maxRecordBytes) {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.images() + "-redrive");
    config.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * Math.max(maxRecordBytes, 1 << 20));
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
    return new RedriveProducer(settings.images(), settings.log(), producer);
  }

  /**
   * Puts a record back on its partition.
   *
   * @param entry makes the entry of the log, of the position of the new record
   * @throws RedriveRefusedException when another redrive has begun meanwhile: nothing was written
   * @throws KafkaException when the broker refuses: then nothing was written. When it does not
   *     answer to the commit, the log tells if it was made
   */
  Redrive put(ConsumerRecord<byte[], byte[]> original, Function<InputPosition, Redrive> entry) {
    try {
      producer.beginTransaction();
      RecordMetadata written = await(producer.send(copy(original)));
      Redrive redrive =
          entry.apply(new InputPosition(written.topic(), written.partition(), written.offset()));
      await(producer.send(EventSerdes.write(log, UUID.randomUUID().toString(), redrive)));
      producer.commitTransaction();
      return redrive;
    } catch (KafkaException e) {
      if (isFenced(e)) {
        throw new RedriveRefusedException(
            "this redrive to %s has ended: another one has begun, or its transaction took longer than %d s; run it again, what was redriven is not redriven again"
                .formatted(images, TRANSACTION_TIMEOUT.toSeconds()),
            e);
      }
      abort();
      throw e;
    }
  }

  /** The client wraps the broker's rejection in failures of later calls. */
  private static boolean isFenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> original) {
    Headers headers = new RecordHeaders(original.headers());
    RedrivenFrom.write(
        new InputPosition(original.topic(), original.partition(), original.offset()), headers);
    return new ProducerRecord<>(
        images, original.partition(), null, original.key(), original.value(), headers);
  }

  private static RecordMetadata await(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while a record was written", e);
    }
  }

  private void abort() {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // The broker ends it: by the time limit, or as its commit that had no answer in time. The
      // first failure is reported, and the next redrive reads from the log what became of it.
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
