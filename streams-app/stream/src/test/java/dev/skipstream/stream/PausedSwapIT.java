package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.detect.GeneratedDetector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.EncodedImages;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.SwapRoom;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream with real models, on a device that says it has no room for two of them. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PausedSwapIT {
  private static final int PARTITIONS = 2;
  private static final String CHAMPION = "models:/generated@champion";
  private static final String DEVICE = "gpu:0";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int DAMAGED = 3;

  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final byte[] image = EncodedImages.encode(EncodedImages.plain(160, 120, 0x336699), "png");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger loaded = new AtomicInteger();
  private final AtomicInteger mostLoaded = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private GeneratedDetector generated;
  private Path damaged;

  /** A real detector that counts those that are loaded. */
  private final class Counted implements Detector {
    private final DjlDetector detector;

    Counted(DjlDetector detector) {
      this.detector = detector;
      mostLoaded.accumulateAndGet(loaded.incrementAndGet(), Math::max);
    }

    @Override
    public ModelIdentity model() {
      return detector.model();
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return detector.shapeOf(frame);
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      return detector.detect(frames);
    }

    @Override
    public void close() {
      detector.close();
      loaded.decrementAndGet();
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    generated = GeneratedDetector.in(folder);
    byte[] whole = Files.readAllBytes(generated.archive());
    damaged = Files.write(folder.resolve("damaged.pt"), Arrays.copyOf(whole, whole.length / 2));
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(GroupProtocol.class)
  void oneVersionGoesBeforeTheNextComesAndNoFrameIsLost(GroupProtocol protocol) throws Exception {
    AtomicBoolean promoting = new AtomicBoolean(true);
    int published;
    try (ModelRegistry registry = registry()) {
      List<ModelVersion> versions = new ArrayList<>();
      for (int version = 1; version <= 4; version++) {
        versions.add(registry.register("generated", generated.manifest()));
      }
      registry.setAlias("generated", "champion", 1);
      try (DeviceModels device = new DeviceModels(DEVICE, load(versions.get(0)));
          RunningStream app = RunningStream.start(app(device, protocol))) {
        await().atMost(PATIENCE).until(app::isReady);
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> load(promoting));

        registry.setAlias("generated", "champion", 2);
        await().atMost(PATIENCE).until(() -> swaps("swapped") == 1);
        registry.setAlias("generated", "champion", DAMAGED);
        await().atMost(PATIENCE).until(() -> swaps("refused") == 1);
        registry.setAlias("generated", "champion", 4);
        await().atMost(PATIENCE).until(() -> swaps("swapped") == 2);
        promoting.set(false);
        published = load.join();

        Map<Integer, List<Integer>> seen = versionsByPartition(published);
        assertThat(seen).hasSize(PARTITIONS);
        assertThat(seen.values())
            .allSatisfy(
                ofPartition ->
                    assertThat(ofPartition).isSorted().contains(2, 4).doesNotContain(DAMAGED));
        app.throwIfEnded();
      }
    }
    assertThat(mostLoaded).hasValue(1);
    assertThat(held).as("times that a stream thread was seen to wait for a model").hasValue(0);
    assertThat(loaded).hasValue(0);
  }

  /**
   * Publishes frames until the promotions end, and then a last one per partition. Returns the
   * number of frames.
   */
  private int load(AtomicBoolean promoting) {
    int count = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      boolean last = false;
      while (!last) {
        last = !promoting.get();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          producer.send(new ProducerRecord<>(topics.images(), partition, null, image)).get();
          count++;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      return count;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the versions in the order of the detections' offsets, which is that of the images. */
  private Map<Integer, List<Integer>> versionsByPartition(int count) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> outcomes;
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      outcomes = new ArrayList<>(reader.read(count, PATIENCE));
    }
    assertThat(outcomes).hasSize(count).allMatch(one -> one.topic().equals(topics.detections()));
    outcomes.sort(Comparator.comparingLong(ConsumerRecord::offset));
    Map<Integer, List<Integer>> versions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : outcomes) {
      DetectionEvent event = EventSerdes.readDetection(one.value());
      versions
          .computeIfAbsent(one.partition(), partition -> new ArrayList<>())
          .add(event.model().version());
    }
    return versions;
  }

  private double swaps(String outcome) {
    return meters.get("skipstream.model.swaps").tag("outcome", outcome).counter().count();
  }

  private DetectionStream app(DeviceModels device, GroupProtocol protocol) {
    ModelIdentity first = device.all().get(0).model();
    AtomicLong free = new AtomicLong(1_000);
    SwapRoom room = new SwapRoom(gpu -> OptionalLong.of(free.getAndSet(400)), List.of(DEVICE));
    return new DetectionStream(
        DetectionSettings.builder(CLIENT, topics.images() + "-app")
            .pipelines(new Pipeline(topics, first, Optional.of(CHAMPION)))
            .stream(
                new StreamSettings(
                    StreamSettings.DEFAULT.exactlyOnce(),
                    protocol,
                    StreamSettings.DEFAULT.threads(),
                    StreamSettings.DEFAULT.commitInterval(),
                    StreamSettings.DEFAULT.stopLimit()))
            .images(ScriptedApp.images(new ImageDecoder(ImageLimits.DEFAULT)))
            .models(
                LoadedModels.of(
                    List.of(device),
                    new ModelUpdates(
                        this::registry,
                        List.of(CHAMPION),
                        version -> new FetchedModel(version, () -> load(version)),
                        topics.images() + ".status",
                        room,
                        true)))
            .telemetry(new Telemetry(meters, new StreamHealth(List.of(first))))
            .build());
  }

  private List<Detector> load(ModelVersion version) {
    if (version.version() == 2) {
      // Long enough for frames of both partitions to come.
      for (int i = 0; i < 10; i++) {
        LockSupport.parkNanos(50_000_000);
        held.addAndGet(threadsThatWaitForAModel());
      }
    }
    Path archive = version.version() == DAMAGED ? damaged : generated.archive();
    return List.of(new Counted(generated.load(version, archive)));
  }

  private static int threadsThatWaitForAModel() {
    return (int)
        Thread.getAllStackTraces().values().stream()
            .filter(
                stack ->
                    Arrays.stream(stack)
                        .anyMatch(
                            frame ->
                                frame.getClassName().equals(ActiveModels.class.getName())
                                    && frame.getMethodName().equals("lease")))
            .count();
  }

  private ModelRegistry registry() {
    return LoggedModelRegistry.inFolder(folder.resolve("registry"), Clock.systemUTC(), "ann");
  }
}
