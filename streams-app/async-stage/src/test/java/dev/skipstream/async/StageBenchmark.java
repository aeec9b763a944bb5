package dev.skipstream.async;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the cost of a record: through a topology with the stage, whose work is done at once, and
 * through one with a processor that only forwards. The difference is the stage's, its share of a
 * commit after each record included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class StageBenchmark {
  private static final byte[] VALUE = new byte[512];

  /** Selects the node between source and sink. */
  @Param({"forward", "stage"})
  public String node;

  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> in;
  private TestOutputTopic<byte[], byte[]> out;

  /** A function whose work is complete at once. */
  private static final class NoWork implements AsyncFunction<byte[], byte[], byte[]> {
    @Override
    public CompletableFuture<byte[]> apply(
        Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner) {
      return CompletableFuture.completedFuture(record.value());
    }

    @Override
    public long weight(Record<byte[], byte[]> record) {
      return record.value().length;
    }

    @Override
    public void ownersChanged() {}
  }

  private static final class Forward extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      context().forward(record);
    }
  }

  @Setup
  public void start() {
    Duration limit = Duration.ofSeconds(10);
    ProcessorSupplier<byte[], byte[], byte[], byte[]> between =
        node.equals("stage")
            ? new AsyncStage<>(
                "stage",
                new NoWork(),
                new Credits(8, 1 << 20),
                new AsyncStage.Limits(Duration.ofMillis(5), limit, limit))
            : Forward::new;
    Topology topology = new Topology();
    topology.addSource("source", "in");
    topology.addProcessor("between", between, "source");
    topology.addSink("sink", "out", "between");
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "benchmark");
    config.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
    config.put(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.Serdes$ByteArraySerde");
    driver = new TopologyTestDriver(topology, config);
    in = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
    out = driver.createOutputTopic("out", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A record from its topic to the other one, and a commit. */
  @Benchmark
  public byte[] record() {
    in.pipeInput(VALUE);
    return out.readValue();
  }

  @TearDown
  public void close() {
    driver.close();
  }
}
