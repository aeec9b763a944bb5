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
 * The clients of a {@code KafkaStreams} whose consumers return records only while a credit is free:
 * {@code new KafkaStreams(topology, properties, new PacedClients(credits))}. A stream thread then
 * never stops to poll. Its group never waits for a thread that has a record without a credit. The
 * clients also report the fate of each record to a {@link RecordHistory}.
 *
 * <p>With the streams group protocol Kafka Streams (4.4.0) creates its consumers itself and
 * requests none here. It wraps them if the properties of {@link #properties} are set.
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
   * Creates clients that also let suspects run alone, and report the fate of records to their
   * history.
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

  /** Returns properties of Kafka Streams that pass its own consumers to these clients. */
  public Map<String, Object> properties() {
    return StreamsGroupConsumer.properties(this);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return paced(consumer(config));
  }

  /** Returns a paced consumer; its close also closes {@code consumer}. */
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
