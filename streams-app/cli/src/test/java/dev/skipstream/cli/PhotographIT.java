package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.camera.RtspServer;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.TestVideo;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.topics.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the README, on a real broker and a real (generated) ResNet-50. The test imports a
 * checkpoint, publishes ten pictures and reads ten detection events. The events equal the result of
 * {@code detect} on the files.
 */
class PhotographIT {
  private static final int PICTURES = 10;

  @TempDir static Path folder;

  private static Path registry;
  private static Path pictures;

  @BeforeAll
  static void importModelAndDrawPictures() throws Exception {
    registry = folder.resolve("registry");
    pictures = folder.resolve("tiles");
    GeneratedPictures.draw(pictures, PICTURES);
    Path checkpoint = folder.resolve("tiles.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet50_fpn", GeneratedCheckpoint.CLASSES);
    Printed.by(
        "models",
        "import",
        "--torchvision-checkpoint=" + checkpoint,
        "--name=tiles",
        "--labels=a,b,c,d,e",
        "--min-size=96",
        "--max-size=128",
        "--proposals=100",
        "--registry=" + registry);
    Files.delete(checkpoint);
  }

  @Test
  void theStreamSaysOfPublishedPicturesWhatDetectSaysOfTheFiles() throws Exception {
    TopicNames topics = TopicNames.of(SharedBroker.uniqueName("photographs"));
    Printed.by("topics", "create", "--topic=" + topics.images(), "--partitions=2", broker());

    List<DetectionEvent> streamed;
    try (Detector detector = load()) {
      DetectionStream app = app(topics, detector);
      Thread stream = new Thread(app::run, "stream");
      stream.start();
      try {
        Printed.by("publish", pictures.toString(), "--topic=" + topics.images(), broker());
        streamed =
            events(
                "watch",
                "--topic=" + topics.detections(),
                "--from-beginning",
                "--count=" + PICTURES,
                "--json",
                broker());
      } finally {
        app.stop();
        stream.join();
      }
    }

    assertEqual(streamed, events(detectArguments()));
    assertThat(streamed)
        .extracting(event -> event.input().map(InputPosition::topic).orElseThrow())
        .containsOnly(topics.images());
    assertThat(streamed).map(DetectionEvent::input).doesNotHaveDuplicates();
  }

  @Test
  void theDemonstrationAccountsForEveryFrame() throws Exception {
    String printed =
        Printed.by(
            "demo",
            "--model=models:/tiles/1",
            "--device=cpu",
            "--source=" + pictures,
            "--fps=20",
            "--frames=" + 2 * PICTURES,
            "--max-frame-age=5m",
            "--json",
            "--registry=" + registry);

    JsonNode summary = new JsonMapper().readTree(printed);
    assertThat(summary.get("framesPublished").asInt()).isEqualTo(2 * PICTURES);
    assertThat(summary.get("detectionEvents").asInt()).isEqualTo(2 * PICTURES);
    assertThat(summary.get("dropped").asInt()).isZero();
    assertThat(summary.get("deadLetters").asInt()).isZero();
    assertThat(summary.get("latencyMs").get("p99").asLong()).isPositive();
    assertThat(summary.get("model").get("name").asText()).isEqualTo("tiles");
  }

  @Test
  void theDemonstrationAccountsForEveryFrameOfALiveCamera() throws Exception {
    try (RtspServer camera = RtspServer.start("--rate", "5")) {
      String printed =
          Printed.by(
              "demo",
              "--model=models:/tiles/1",
              "--device=cpu",
              "--source=" + camera.address().text(),
              "--frames=" + PICTURES,
              "--max-frame-age=5m",
              "--json",
              "--registry=" + registry);

      JsonNode summary = new JsonMapper().readTree(printed);
      assertThat(summary.get("framesPublished").asInt()).isEqualTo(PICTURES);
      assertThat(summary.get("detectionEvents").asInt()).isEqualTo(PICTURES);
      assertThat(summary.get("dropped").asInt()).isZero();
      assertThat(summary.get("deadLetters").asInt()).isZero();
    }
  }

  /** The other source goes on for ever. */
  @Test
  void aDemonstrationEndsWithASourceThatCannotBeReadOn() throws Exception {
    Path cut = TestVideo.cutShort(folder.resolve("cut.mp4"));
    StringWriter err = new StringWriter();

    int status =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "demo",
                "--model=models:/tiles/1",
                "--device=cpu",
                "--source=" + pictures,
                "--source=" + cut,
                "--max-frame-age=5m",
                "--registry=" + registry);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .matches(
            "skipstream: .*cut.mp4: ends after \\d+ frames, its header announces 100; the file is"
                + " damaged or cut short\n");
  }

  @Test
  void aDemonstrationThatIsTooLateDropsFramesAndAccountsForThem() throws Exception {
    String printed =
        Printed.by(
            "demo",
            "--model=models:/tiles/1",
            "--device=cpu",
            "--source=" + pictures,
            "--fps=20",
            "--frames=" + PICTURES,
            "--max-frame-age=1ms",
            "--json",
            "--registry=" + registry);

    JsonNode summary = new JsonMapper().readTree(printed);
    assertThat(summary.get("dropped").asInt()).isPositive();
    assertThat(summary.get("dropped").asInt() + summary.get("detectionEvents").asInt())
        .isEqualTo(PICTURES);
  }

  /** Equal up to what another batch may change: see "Determinism" in docs/architecture.md. */
  private static void assertEqual(List<DetectionEvent> actual, List<DetectionEvent> expected) {
    Map<String, DetectionEvent> byFrame =
        expected.stream()
            .collect(Collectors.toMap(event -> event.frame().id(), Function.identity()));
    assertThat(actual)
        .extracting(event -> event.frame().id())
        .containsExactlyInAnyOrderElementsOf(byFrame.keySet());
    assertThat(expected).anyMatch(event -> event.detections().size() > 1);
    for (DetectionEvent event : actual) {
      DetectionEvent same = byFrame.get(event.frame().id());
      assertThat(event.model()).isEqualTo(same.model());
      assertThat(event.detections()).hasSameSizeAs(same.detections());
      for (int i = 0; i < event.detections().size(); i++) {
        assertEqual(event.detections().get(i), same.detections().get(i));
      }
    }
  }

  private static void assertEqual(Detection actual, Detection expected) {
    assertThat(actual.label()).isEqualTo(expected.label());
    assertThat(actual.score()).isCloseTo(expected.score(), within(1e-4));
    assertThat(actual.box().x()).isCloseTo(expected.box().x(), within(0.05));
    assertThat(actual.box().y()).isCloseTo(expected.box().y(), within(0.05));
    assertThat(actual.box().width()).isCloseTo(expected.box().width(), within(0.1));
    assertThat(actual.box().height()).isCloseTo(expected.box().height(), within(0.1));
  }

  private static Detector load() {
    ModelVersion version =
        LoggedModelRegistry.inFolder(registry, Clock.systemUTC(), "ann")
            .resolve(ModelRef.parse("models:/tiles/1"));
    Path archive = new FileSystemArtifactStore(registry).fetch(version.manifest().digest());
    return DjlDetector.load(version, archive, version.manifest().settings(), Device.cpu());
  }

  private static DetectionStream app(TopicNames topics, Detector detector) {
    return new DetectionStream(
        DetectionSettings.builder(
                Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                    SharedBroker.bootstrapServers(),
                    "state.dir",
                    folder.resolve("state").toString()),
                topics.images())
            .pipelines(new Pipeline(topics, detector.model()))
            .images(
                new ImageTools(
                    new ImageDecoder(ImageLimits.DEFAULT),
                    dataref -> {
                      throw new AssertionError("nothing is fetched: every record has its image");
                    },
                    Duration.ZERO,
                    Optional.of(folder.resolve("journal"))))
            .models(LoadedModels.of(List.of(new DeviceModels("cpu", List.of(detector)))))
            .build());
  }

  private static String[] detectArguments() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "detect",
                "--model=models:/tiles/1",
                "--device=cpu",
                "--json",
                "--registry=" + registry));
    try (Stream<Path> files = Files.list(pictures)) {
      files.sorted().map(Path::toString).forEach(arguments::add);
    }
    return arguments.toArray(String[]::new);
  }

  private static String broker() {
    return "--bootstrap-server=" + SharedBroker.bootstrapServers();
  }

  private static List<DetectionEvent> events(String... args) throws Exception {
    List<DetectionEvent> events = new ArrayList<>();
    for (String line : Printed.by(args).lines().toList()) {
      events.add(EventSerdes.readDetection(line.getBytes(UTF_8)));
    }
    return events;
  }
}
