package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two outputs that the test writes itself, so that it knows which is better. */
@Timeout(90)
class CompareIT {
  private static final int FRAMES = 12;
  private static final BoundingBox BOX = new BoundingBox(10, 20, 60, 60);

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("compared"));
  private final String groundTruth = topics.images() + ".truth";
  private final String second = topics.images() + ".second";
  private final StringWriter err = new StringWriter();
  private ModelRegistry registry;

  @BeforeEach
  void write() throws Exception {
    registry = LoggedModelRegistry.inFolder(folder.resolve("registry"), Clock.systemUTC(), "ann");
    registry.register("street", ModelFixtures.manifest("sha256:" + "01".repeat(32)));
    registry.register("street", ModelFixtures.manifest("sha256:" + "02".repeat(32)));
    registry.setAlias("street", "champion", 1);
    try (Admin admin = SharedBroker.admin();
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      Topics.create(admin, topics, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topics.images(), groundTruth, (short) 1);
      admin.createTopics(List.of(new NewTopic(second, 1, (short) 1))).all().get();
      // The first sees every other car, the second all of them.
      for (int i = 0; i < FRAMES; i++) {
        TrueObject car =
            new TrueObject("car", 3, BOX, Optional.empty(), Optional.empty(), /* crowd= */ false);
        producer
            .send(EventSerdes.write(groundTruth, new GroundTruth(frame(i), List.of(car))))
            .get();
        producer
            .send(EventSerdes.write(topics.detections(), "first-" + i, found(1, i, i % 2 == 0)))
            .get();
        producer.send(EventSerdes.write(second, "second-" + i, found(2, i, true))).get();
      }
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void saysWhichIsBetterAndNotesItOnBothVersions() throws Exception {
    JsonNode document =
        new ObjectMapper().readTree(Printed.by(arguments(topics.detections(), second, "--json")));

    JsonNode ap = document.get("intervals").get(0);
    assertThat(ap.get("metric").asText()).isEqualTo("AP");
    assertThat(ap.get("second").asDouble()).isEqualTo(1);
    assertThat(ap.get("low").asDouble()).isPositive();
    assertThat(document.get("frames").asInt()).isEqualTo(FRAMES);
    assertThat(document.get("verdict").asText())
        .startsWith("models:/street/2 is better than models:/street/1: AP +0.");
    assertThat(document.get("agreement").get("same").asInt()).isEqualTo(FRAMES / 2);
    assertThat(document.get("agreement").get("onlySecond").asInt()).isEqualTo(FRAMES / 2);
    for (int version : List.of(1, 2)) {
      assertThat(registry.model("street").tagsOf(version).values())
          .singleElement()
          .asString()
          .contains("models:/street/2 is better than models:/street/1");
    }
    assertThat(Printed.by("models", "show", "models:/street/2", "--registry=" + registryFolder()))
        .containsPattern("evaluated +20.*Z  models:/street/2 is better than");
  }

  @Test
  void promotesWhatKeepsToTheRule() {
    assertThat(run(arguments(topics.detections(), second, "--promote-if=AP>=0.1"))).isZero();

    assertThat(registry.resolve(ModelRef.of("street", "champion")).version()).isEqualTo(2);
  }

  @Test
  void leavesTheChampionWhereARuleIsBroken() {
    registry.setAlias("street", "champion", 2);

    assertThat(run(arguments(second, topics.detections(), "--promote-if=AP>=-0.002,AP50<=9x")))
        .isEqualTo(1);

    assertThat(registry.resolve(ModelRef.of("street", "champion")).version()).isEqualTo(2);
  }

  @Test
  void refusesToPromoteBesideAnotherThanTheChampion() {
    assertThat(run(arguments(second, topics.detections(), "--promote-if=AP>=-1"))).isEqualTo(2);

    assertThat(err.toString()).contains("it points at models:/street/1: expected the first model");
    assertThat(registry.resolve(ModelRef.of("street", "champion")).version()).isEqualTo(1);
  }

  @Test
  void writesAPageWithTheFramesThatDiffer() throws Exception {
    Path report = folder.resolve("comparison.html");

    Printed.by(arguments(topics.detections(), second, "--report=" + report));

    assertThat(Files.readString(report))
        .contains(
            "models:/street/2 compared with models:/street/1", "<b>car-1</b> – 0 correct, 1 missed")
        .contains("class=\"interval better\"")
        .doesNotContain("<b>car-2</b>", "<script", "http:");
  }

  @Test
  void saysWhatCannotBeCompared() {
    assertThat(run(arguments(topics.detections(), "absent"))).isNotZero();
    assertThat(run(arguments(topics.detections(), second, "--promote-if=mAP>=0"))).isEqualTo(2);
    assertThat(err.toString()).contains("expected METRIC>=DIFFERENCE or METRIC<=FACTORx");
  }

  private int run(String... arguments) {
    return Main.commandLine().setErr(new PrintWriter(err)).execute(arguments);
  }

  private Path registryFolder() {
    return folder.resolve("registry");
  }

  private String[] arguments(String first, String other, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "compare",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topics.images(),
                "--ground-truth=" + groundTruth,
                "--registry=" + registryFolder(),
                "--outputs=" + first + "," + other));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private DetectionEvent found(int version, int offset, boolean sees) {
    return new DetectionEvent(
        frame(offset),
        Optional.of(new InputPosition(topics.images(), 0, offset)),
        new ModelIdentity("street", version, "sha256:" + ("0" + version).repeat(32)),
        sees ? List.of(new Detection("car", 3, 0.9, BOX)) : List.of());
  }

  private static FrameInfo frame(int number) {
    return new FrameInfo("car-" + number, "lobby", Optional.empty(), Optional.empty(), 640, 384);
  }
}
