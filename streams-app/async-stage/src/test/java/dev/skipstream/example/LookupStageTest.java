package dev.skipstream.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.BatchFunction;
import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.Credits;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.WorkOwner;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
    MicroBatcher<String, String, String> batcher = new MicroBatcher<>(8, Duration.ofMillis(5));
    BatchWorker<String, String, String> worker =
        BatchWorker.start("lookup", batcher, new Service());
    Topology topology = new Topology();
    topology.addSource("cities", "cities");
    topology.addProcessor(
        "lookup",
        new AsyncStage<>(
            "lookup",
            new Lookup(batcher),
            new Credits(16, 1 << 20),
            new AsyncStage.Limits(
                Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(5))),
        "cities");
    topology.addSink("countries", "countries", "lookup");

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

  private static Properties strings() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "lookup");
    config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    return config;
  }
}
