package dev.skipstream.async;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of a {@code KafkaStreams} whose consumers take records only while there is credit for
 * one: {@code new KafkaStreams(topology, properties, new PacedClients(credits))}. A stream thread
 * then polls all the time, and never sits in front of a record that it cannot take on while its
 * group waits for it. The clients also report what becomes of each record to a {@link
 * RecordHistory}.
 *
 * <p>With the streams group protocol Kafka Streams (4.3.1) makes its consumers itself and asks for
 * none here. It wraps them where the properties of {@link #properties} are set.
 *
 * <p>Threading: called on the main thread and on stream threads.
 */
public final class PacedClients implements KafkaClientSupplier {
  private final Credits credits;
  private final Gate gate;
  private final RateLimit rate;
  private final AloneGate alone;
  private final Runnable beforeCommit;

  /** Paces by the credits of the stages in the topology. */
  public PacedClients(Credits credits) {
    this(credits, Intake.ALL, () -> {});
  }

  /**
   * Paces a stream that accepts a part of its input, or accepts it at a limited rate.
   *
   * @param beforeCommit runs on the stream thread before offsets are committed; what it throws
   *     keeps them, and under exactly-once the outcomes of their transaction, from being committed
   */
  public PacedClients(Credits credits, Intake intake, Runnable beforeCommit) {
    this(credits, intake, beforeCommit, new AloneGate(RecordHistory.NONE));
  }

  /**
   * Clients that also let suspects run alone, and report what becomes of records to their history.
   *
   * @param beforeCommit runs on the stream thread before offsets are committed
   */
  public PacedClients(Credits credits, Intake intake, Runnable beforeCommit, AloneGate alone) {
    this.credits = credits;
    this.gate = new Gate(intake.ends());
    this.rate = new RateLimit(intake.maxRate());
    this.beforeCommit = beforeCommit;
    this.alone = alone;
  }

  /** Properties of Kafka Streams that hand its own consumers to these clients. */
  public Map<String, Object> properties() {
    return StreamsGroupConsumer.properties(this);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return paced(consumer(config));
  }

  /** A consumer that is paced; closing it closes {@code consumer}. */
  Consumer<byte[], byte[]> paced(Consumer<byte[], byte[]> consumer) {
    return CommitCheck.consumer(
        PacedConsumer.over(consumer, credits, gate, rate, alone), beforeCommit);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return CommitCheck.producer(
        WatchedProducer.over(
            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
            alone),
        beforeCommit);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
