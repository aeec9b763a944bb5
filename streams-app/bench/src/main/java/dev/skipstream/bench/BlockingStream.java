package dev.skipstream.bench;

import dev.skipstream.topics.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Runs a plain Kafka Streams application: {@code mapValues} with a function that calls the model
 * and waits for it. Writes the image on.
 *
 * <p>Threading: each stream thread waits for its own call; {@link #close} waits for them.
 */
final class BlockingStream implements Route {
  /**
   * Maximum records of a poll, as in the product's stream. A thread takes part in sharing the
   * partitions out when it polls: a thousand calls of the model later, the measurement would be
   * over.
   */
  private static final int MAX_POLL_RECORDS = 16;

  private final KafkaStreams streams;
  private volatile Throwable failure;

  /** Starts it, with a stream's threads and commits. */
  BlockingStream(Map<String, Object> client, TopicNames topics, ScriptedModel model) {
    Properties p = new Properties();
    p.putAll(client);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.detections());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Workbench.STREAM.threads());
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Workbench.STREAM.commitInterval().toMillis());
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
    streams = new KafkaStreams(topology(topics, model), p);
    streams.setUncaughtExceptionHandler(
        why -> {
          failure = why;
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  private static Topology topology(TopicNames topics, ScriptedModel model) {
    Serde<byte[]> bytes = Serdes.ByteArray();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topics.images(),
            Consumed.with(bytes, bytes).withOffsetResetPolicy(AutoOffsetReset.earliest()))
        .mapValues(
            image -> {
              model.detect(List.of(ScriptedModel.FRAME));
              return image;
            })
        .to(topics.detections(), Produced.with(bytes, bytes));
    return builder.build();
  }

  @Override
  public void throwIfEnded() {
    if (failure != null) {
      throw new IllegalStateException("the blocking topology failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    streams.close(Workbench.STREAM.stopLimit());
  }
}
