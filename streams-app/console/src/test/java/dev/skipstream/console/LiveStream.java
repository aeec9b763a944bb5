package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.location.RegistrySettings;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;

/**
 * A stream of {@link SquareDetector}s on a broker, with a registry of two versions, a shadow model
 * by the alias {@code shadow}, and a folder of stored images.
 */
final class LiveStream implements AutoCloseable {
  static final String TOKEN = "a-token-for-tests-only";
  static final String MODEL = "squares";
  private static final String CHAMPION = "models:/squares@champion";
  private static final String SHADOW = "models:/squares@shadow";
  private static final String STATUS = "models.status";
  private static final String SHADOW_TOPIC = "detections.shadow";

  private final Map<String, Object> client;
  private final TopicNames names = TopicNames.of("images");
  private final RegistrySettings registry;
  private final IntConsumer work;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Path stored;
  private final ImageFetcher fetcher;
  private final RunningStream stream;

  /**
   * Creates the topics and the registry, and starts the stream.
   *
   * @param work the action of the detector for each batch, whose size it gets
   */
  LiveStream(Path folder, String servers, IntConsumer work) throws Exception {
    this.client = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    this.registry = RegistrySettings.of(folder.resolve("registry").toString());
    this.work = work;
    this.stored = folder.resolve("stored");
    this.fetcher =
        new DatarefFetcher(
            new FetchSettings(
                List.of(stored.toUri()), 1 << 20, FetchSettings.DEFAULT_TIMEOUT, Optional.empty()));
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, names, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      admin.createTopics(List.of(new NewTopic(SHADOW_TOPIC, 1, (short) 1))).all().get();
    }
    try (ModelRegistry open = registry("test")) {
      open.register(MODEL, ModelFixtures.manifest(identity(1).digest()));
      open.register(MODEL, ModelFixtures.manifest(identity(2).digest()));
      open.setAlias(MODEL, "champion", 1);
      open.setAlias(MODEL, "challenger", 2);
    }
    stream =
        RunningStream.start(
            DetectionSettings.builder(client, "squares-app")
                .pipelines(new Pipeline(names, identity(1), Optional.of(CHAMPION)))
                .stream(
                    new StreamSettings(
                        true,
                        GroupProtocol.CLASSIC,
                        2,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10)))
                .images(
                    new ImageTools(
                        new ImageDecoder(ImageLimits.DEFAULT),
                        fetcher,
                        FetchSettings.DEFAULT_TIMEOUT,
                        Optional.empty()))
                .models(
                    new LoadedModels(
                        List.of(new DeviceModels("scripted", List.of(detector(identity(1))))),
                        updates(CHAMPION),
                        Optional.of(
                            new ShadowSettings(
                                SHADOW,
                                Optional.empty(),
                                new DeviceModels("scripted:shadow", List.of()),
                                updates(SHADOW).unloadingDeleted(),
                                1,
                                SHADOW_TOPIC))))
                .telemetry(new Telemetry(meters, new StreamHealth(List.of(identity(1)))))
                .build());
  }

  private ModelUpdates updates(String alias) {
    return new ModelUpdates(
        () -> registry("stream"),
        List.of(alias),
        version -> new FetchedModel(version, () -> List.of(detector(version.identity()))),
        STATUS);
  }

  private Detector detector(ModelIdentity model) {
    return new SquareDetector(model, work);
  }

  private static ModelIdentity identity(int version) {
    return new ModelIdentity(MODEL, version, "sha256:" + "%064x".formatted(version));
  }

  private ModelRegistry registry(String operator) {
    return new RegistryLocation(
            new RegistrySettings(
                registry.where(),
                registry.kafka(),
                registry.token(),
                registry.authority(),
                registry.artifacts(),
                registry.home(),
                registry.cache(),
                registry.cacheBytes(),
                operator))
        .open();
  }

  boolean isReady() {
    stream.throwIfEnded();
    return stream.isReady();
  }

  /** Returns the number of frames with detections so far. */
  double detected() {
    return meters.get("skipstream.frames").tag("outcome", "detected").counter().count();
  }

  /** Publishes a picture of each camera at intervals. The caller closes it. */
  LoopedCameras film(List<String> cameras, List<byte[]> pictures, Duration every) {
    return new LoopedCameras(client, names.images(), cameras, pictures, every);
  }

  /** Publishes an image event that refers to a stored image, whether or not it is there. */
  void publishReference(String camera, long sequence, String file) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              EventSerdes.write(
                  names.images(),
                  new ImageEvent(
                          camera + "/" + sequence,
                          camera,
                          Optional.of(sequence),
                          Optional.of(Instant.now()),
                          Optional.empty(),
                          new byte[0])
                      .storedAt(stored.resolve(file).toUri())))
          .get();
    }
  }

  /** Stores an image. */
  void store(String file, byte[] image) throws IOException {
    Files.createDirectories(stored);
    Files.write(stored.resolve(file), image);
  }

  /** Returns the number of records of a camera: image events, detections and dead letters. */
  List<Integer> records(String camera) {
    return Stream.of(names.images(), names.detections(), names.deadLetters())
        .map(topic -> records(topic, camera))
        .toList();
  }

  private int records(String topic, String camera) {
    AtomicInteger found = new AtomicInteger();
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      reader.readAll(
          List.of(topic),
          record -> {
            if (record.key() != null && camera.equals(new String(record.key(), UTF_8))) {
              found.incrementAndGet();
            }
          });
    }
    return found.get();
  }

  /** Returns the settings of a console of this stream, on a free port. */
  ConsoleSettings console() {
    return new ConsoleSettings(
        "127.0.0.1",
        0,
        Optional.empty(),
        Optional.of(AccessTokens.of("ann@workstation", TOKEN)),
        () -> client,
        new ConsoleTopics(List.of(names), SHADOW_TOPIC, Topics.GROUND_TRUTH, STATUS, "replays"),
        Optional.empty(),
        this::registry);
  }

  /** Returns who moved an alias last, and to which version: 0 where it was deleted. */
  String lastMove() {
    try (ModelRegistry open = registry("test")) {
      var moves = open.model(MODEL).moves();
      var last = moves.get(moves.size() - 1);
      return "%s: %s to %d by %s".formatted(MODEL, last.alias(), last.to().orElse(0), last.by());
    }
  }

  @Override
  public void close() {
    stream.close();
    fetcher.close();
  }
}
