package dev.skipstream.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.BatchFunction;
import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.Credits;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.PacedClients;
import dev.skipstream.async.WorkOwner;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The stage as a project without images would use it: what docs/async-stage.md shows, from outside
 * of its package.
 */
@Timeout(30)
class LookupStageTest {

  // docs/async-stage.md: the work on a record
  /** Cities to their countries, by a service that is asked for several at once. */
  private static final class Lookup implements AsyncFunction<String, String, String> {
    private final MicroBatcher<String, String, String> batcher;

    Lookup(MicroBatcher<String, String, String> batcher) {
      this.batcher = batcher;
    }

    @Override
    public CompletableFuture<String> apply(
        Record<String, String> record, RecordMetadata at, WorkOwner owner) {
      return batcher
          .announce(owner)
          .offer("cities", record.value())
          // What is wrong with a record is a result: a failed future ends the stream.
          .exceptionally(failure -> "unknown: " + failure.getMessage());
    }

    @Override
    public long weight(Record<String, String> record) {
      return record.value().length();
    }

    @Override
    public void ownersChanged() {
      batcher.ownersChanged();
    }
  }

  // docs/async-stage.md: end

  /** The service. */
  private static final class Service implements BatchFunction<String, String, String> {
    @Override
    public List<String> run(String bucket, List<String> cities) {
      return cities.stream().map(Service::countryOf).toList();
    }

    private static String countryOf(String city) {
      return switch (city.toLowerCase(Locale.ROOT)) {
        case "lisbon" -> "Portugal";
        case "oslo" -> "Norway";
        default -> throw new IllegalArgumentException(city);
      };
    }

    @Override
    public Fault classify(Throwable failure) {
      return failure instanceof IllegalArgumentException ? Fault.ITEM : Fault.DEVICE;
    }
  }

  @Test
  void looksUpInInputOrder() throws InterruptedException {
    // docs/async-stage.md: the topology
    // Batches of 8 at most; a record waits 5 ms at most for others.
    MicroBatcher<String, String, String> batcher = new MicroBatcher<>(8, Duration.ofMillis(5));
    // One thread per device or connection.
    BatchWorker<String, String, String> worker =
        BatchWorker.start("lookup", batcher, new Service());
    // 16 records at once, in 1 MiB.
    Credits credits = new Credits(16, 1 << 20);
    AsyncStage.Limits limits =
        new AsyncStage.Limits(
            // The interval of the checks for finished work while no record arrives.
            Duration.ofMillis(5),
            // The time limit of the drains of a commit.
            Duration.ofSeconds(5),
            // The time limit of a record's wait for its turn.
            Duration.ofSeconds(5));
    Topology topology = new Topology();
    topology.addSource("cities", "cities");
    topology.addProcessor(
        "lookup", new AsyncStage<>("lookup", new Lookup(batcher), credits, limits), "cities");
    topology.addSink("countries", "countries", "lookup");
    // docs/async-stage.md: end

    try (TopologyTestDriver driver = new TopologyTestDriver(topology, strings())) {
      TestInputTopic<String, String> cities =
          driver.createInputTopic("cities", new StringSerializer(), new StringSerializer());
      TestOutputTopic<String, String> countries =
          driver.createOutputTopic("countries", new StringDeserializer(), new StringDeserializer());
      cities.pipeValueList(List.of("Oslo", "Atlantis", "Lisbon"));

      assertThat(countries.readValuesToList())
          .containsExactly("Norway", "unknown: Atlantis", "Portugal");
    }
    batcher.close();
    assertThat(worker.join(5_000)).isTrue();
  }

  @Test
  void aStreamTakesTheClientsOfTheCredits() {
    Topology topology = new Topology();
    topology.addSource("cities", "cities");

    try (KafkaStreams streams = streams(topology, strings(), new Credits(16, 1 << 20))) {
      assertThat(streams.state()).isEqualTo(KafkaStreams.State.CREATED);
    }
  }

  // docs/async-stage.md: the stream
  /** The consumers poll for records only while there is credit. */
  private static KafkaStreams streams(Topology topology, Properties properties, Credits credits) {
    return new KafkaStreams(topology, properties, new PacedClients(credits));
  }

  // docs/async-stage.md: end

  private static Properties strings() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "lookup");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9092");
    config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    return config;
  }
}
