package dev.skipstream.console;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.location.RegistrySettings;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.GroupProtocol;

/** A stream of {@link SquareDetector}s on a broker, with a registry of two versions. */
final class LiveStream implements AutoCloseable {
  static final String TOKEN = "a-token-for-tests-only";
  static final String MODEL = "squares";
  private static final String CHAMPION = "models:/squares@champion";
  private static final String STATUS = "models.status";

  private final Map<String, Object> client;
  private final TopicNames names = TopicNames.of("images");
  private final RegistrySettings registry;
  private final IntConsumer work;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RunningStream stream;

  /**
   * Creates the topics and the registry, and starts the stream.
   *
   * @param work the action of the detector for each batch, whose size it gets
   */
  LiveStream(Path folder, String servers, IntConsumer work) {
    this.client = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    this.registry = RegistrySettings.of(folder.resolve("registry").toString());
    this.work = work;
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, names, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
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
                .models(
                    LoadedModels.of(
                        List.of(new DeviceModels("scripted", List.of(detector(identity(1))))),
                        new ModelUpdates(
                            () -> registry("stream"),
                            List.of(CHAMPION),
                            version ->
                                new FetchedModel(
                                    version, () -> List.of(detector(version.identity()))),
                            STATUS)))
                .telemetry(new Telemetry(meters, new StreamHealth(List.of(identity(1)))))
                .build());
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

  /** Returns the settings of a console of this stream, on a free port. */
  ConsoleSettings console() {
    return new ConsoleSettings(
        "127.0.0.1",
        0,
        Optional.empty(),
        Optional.of(AccessTokens.of("ann@workstation", TOKEN)),
        false,
        () -> client,
        new ConsoleTopics(
            List.of(names), "detections.shadow", Topics.GROUND_TRUTH, STATUS, "replays"),
        Optional.empty(),
        this::registry);
  }

  /** Returns who moved the champion last, and to which version. */
  String lastMove() {
    try (ModelRegistry open = registry("test")) {
      var moves = open.model(MODEL).moves();
      var last = moves.get(moves.size() - 1);
      return "%s: %s to %d by %s"
          .formatted(open.model(MODEL).name(), last.alias(), last.to().orElse(0), last.by());
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
