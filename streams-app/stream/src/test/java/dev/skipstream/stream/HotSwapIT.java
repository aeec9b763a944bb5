package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two instances under load, whose model is promoted again and again. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HotSwapIT {
  private static final int PARTITIONS = 4;
  private static final int VERSIONS = 12;
  private static final String CHAMPION = "models:/scripted@champion";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Versions that cannot serve: a damaged archive, and a program that fails at its first frame. */
  private static final int DAMAGED = 4;

  private static final int FAILS_TO_WARM_UP = 7;

  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final String registryTopic = SharedBroker.uniqueName("models");
  private final AtomicBoolean storeIsDown = new AtomicBoolean();
  private final List<Instance> instances = new ArrayList<>();
  private ModelRegistry registry;

  /** One app of the two, and what it says. */
  private record Instance(RunningStream app, SimpleMeterRegistry meters, StreamHealth health)
      implements AutoCloseable {

    boolean serves(int version) {
      return health.models().stream().allMatch(model -> model.version() == version);
    }

    double swaps(String outcome) {
      return meters.get("skipstream.model.swaps").tag("outcome", outcome).counter().count();
    }

    @Override
    public void close() {
      app.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
    registry = openRegistry();
    IntStream.rangeClosed(1, VERSIONS)
        .forEach(version -> registry.register("scripted", manifest(version)));
    registry.setAlias("scripted", "champion", 1);
    instances.add(startInstance());
    instances.add(startInstance());
    await().atMost(PATIENCE).until(() -> instances.stream().allMatch(one -> one.app().isReady()));
  }

  @AfterEach
  void stop() {
    instances.forEach(Instance::close);
    registry.close();
  }

  @Test
  void promotionsUnderLoadLoseNothingAndNeverGoBackwards() throws Exception {
    // The first version serves before the first promotion, however long a frame takes.
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, List.of("e", "f", "g", "h"));
    assertThat(outcomes(4)).hasSize(4);
    AtomicBoolean promoting = new AtomicBoolean(true);
    CompletableFuture<Integer> published = CompletableFuture.supplyAsync(() -> load(promoting));

    for (int version = 2; version <= VERSIONS; version++) {
      storeIsDown.set(version == 10);
      registry.setAlias("scripted", "champion", version);
      if (version == DAMAGED || version == FAILS_TO_WARM_UP) {
        awaitRefusals(version == DAMAGED ? 1 : 2);
      } else if (version == 10) {
        awaitRefusals(3);
        storeIsDown.set(false);
        awaitServed(version);
      } else {
        awaitServed(version);
      }
    }
    promoting.set(false);
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, List.of("a", "b", "c", "d"));
    int count = published.join() + 8;

    List<ConsumerRecord<byte[], byte[]>> outcomes = outcomes(count);
    assertThat(outcomes).hasSize(count).allMatch(one -> one.topic().equals(topics.detections()));
    Map<Integer, List<Integer>> versions = versionsByPartition(outcomes);
    versions.values().forEach(ofPartition -> assertThat(ofPartition).isSorted());
    Set<Integer> seen = new TreeSet<>();
    versions.values().forEach(seen::addAll);
    assertThat(seen).doesNotContain(DAMAGED, FAILS_TO_WARM_UP).contains(1, VERSIONS);
    assertThat(instances)
        .allSatisfy(one -> assertThat(one.swaps("swapped")).isEqualTo(VERSIONS - 1 - 2));
    assertThat(statusByInstance().values())
        .hasSize(2)
        .allSatisfy(
            said ->
                assertThat(said)
                    .containsSubsequence(
                        "serves 1", "serves 3", "refused 4: the archive is damaged", "serves 5")
                    .containsSubsequence(
                        "refused 7: the program fails",
                        "refused 10: the store is down",
                        "serves 10",
                        "serves " + VERSIONS));
  }

  private Map<String, List<String>> statusByInstance() throws Exception {
    Map<String, List<String>> said = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : statusRecords()) {
      ModelStatus status = EventSerdes.readModelStatus(record.headers(), record.value());
      assertThat(status.instance()).isEqualTo(new String(record.key(), UTF_8));
      assertThat(status.reference()).isEqualTo(CHAMPION);
      said.computeIfAbsent(status.instance(), instance -> new ArrayList<>())
          .add(
              status.outcome()
                  + " "
                  + status.model().version()
                  + status.reason().map(reason -> ": " + reason).orElse(""));
    }
    return said;
  }

  @Test
  void aRollbackIsASwapToo() throws Exception {
    registry.setAlias("scripted", "champion", 2);
    awaitServed(2);
    assertThat(registry.rollback("scripted", "champion").version()).isEqualTo(1);
    awaitServed(1);

    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, List.of("a", "b", "c", "d"));

    assertThat(versionsByPartition(outcomes(4)).values())
        .allSatisfy(versions -> assertThat(versions).containsOnly(1));
  }

  /**
   * Publishes a frame each 5 ms over all partitions until the promotions end. Returns the number of
   * frames.
   */
  private int load(AtomicBoolean promoting) {
    int count = 0;
    try {
      while (promoting.get()) {
        List<String> texts = IntStream.range(count, count + 40).mapToObj(i -> "t" + i).toList();
        TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
        count += texts.size();
        Thread.sleep(200);
      }
      return count;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitServed(int version) {
    await().atMost(PATIENCE).until(() -> instances.stream().allMatch(one -> one.serves(version)));
  }

  private void awaitRefusals(int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> instances.stream().allMatch(one -> one.swaps("refused") >= count));
  }

  private List<ConsumerRecord<byte[], byte[]>> outcomes(int count) {
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      return reader.read(count, PATIENCE);
    }
  }

  /** Returns the versions in the order of the detections' offsets, which is that of the images. */
  private static Map<Integer, List<Integer>> versionsByPartition(
      List<ConsumerRecord<byte[], byte[]>> outcomes) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> sorted = new ArrayList<>(outcomes);
    sorted.sort(Comparator.comparingLong(ConsumerRecord::offset));
    Map<Integer, List<Integer>> versions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : sorted) {
      DetectionEvent event = EventSerdes.readDetection(one.value());
      assertThat(event.model().identity()).isEqualTo(identity(event.model().version()));
      versions
          .computeIfAbsent(one.partition(), partition -> new ArrayList<>())
          .add(event.model().version());
    }
    return versions;
  }

  private List<ConsumerRecord<byte[], byte[]>> statusRecords() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(CLIENT, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(registryTopic + ".status", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition)
          < consumer.endOffsets(List.of(partition)).get(partition)) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private Instance startInstance() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    StreamHealth health = new StreamHealth(List.of(identity(1)));
    DetectionStream app =
        new DetectionStream(
            DetectionSettings.builder(CLIENT, topics.images() + "-app")
                .pipelines(new Pipeline(topics, identity(1), Optional.of(CHAMPION)))
                .images(ScriptedApp.images(ScriptedFrames::decode))
                .models(
                    LoadedModels.of(
                        ScriptedApp.devices(detector(1), detector(1)),
                        new ModelUpdates(
                            this::openRegistry,
                            List.of(CHAMPION),
                            this::fetch,
                            registryTopic + ".status")))
                .telemetry(new Telemetry(meters, health))
                .build());
    return new Instance(RunningStream.start(app), meters, health);
  }

  private FetchedModel fetch(ModelVersion version) {
    if (storeIsDown.get()) {
      throw new RegistryUnavailableException("the store is down", null);
    }
    if (version.version() == DAMAGED) {
      throw new InvalidModelException("the archive is damaged");
    }
    return new FetchedModel(
        version, () -> List.of(detector(version.version()), detector(version.version())));
  }

  /**
   * The time of a batch: some milliseconds, so that frames of several versions are in flight at
   * once.
   */
  private static Detector detector(int version) {
    return new ScriptedDetector(
        identity(version),
        () -> 8_000_000,
        frames -> {
          if (version == FAILS_TO_WARM_UP) {
            throw new DetectorException("the program fails", null);
          }
        });
  }

  private ModelRegistry openRegistry() {
    return LoggedModelRegistry.onTopic(CLIENT, registryTopic, Clock.systemUTC(), "ann");
  }

  private static ModelManifest manifest(int version) {
    return ModelFixtures.manifest(identity(version).digest());
  }

  private static ModelIdentity identity(int version) {
    return new ModelIdentity("scripted", version, "sha256:" + "%064x".formatted(version));
  }
}
