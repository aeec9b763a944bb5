package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams of classes, of masks, of keypoints and of regions, from a checkpoint to events: each
 * stream is killed midway and started again, and the audit is clean.
 */
@Timeout(400)
class KilledKindsIT {
  private static final int PARTITIONS = 2;

  /** A JVM and a model start in seconds, and in minutes where the machine is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("kinds"));
  private final String application = topics.images() + "-app";

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  @Test
  void eachFrameHasItsClassesOnce() throws Exception {
    importModel("resnet18", "a,b,c,d,e,f", "--resize-size=256", "--crop-size=224", "--top-k=3");

    List<JsonNode> events = killedMidway(400);

    assertThat(events)
        .allSatisfy(event -> assertThat(event.get("classes")).hasSize(3))
        .noneSatisfy(event -> assertThat(event.has("detections")).isTrue());
  }

  @Test
  void eachFrameHasItsMasksOnce() throws Exception {
    importModel(
        "maskrcnn_resnet50_fpn",
        "a,b,c,d,e",
        "--min-size=96",
        "--max-size=128",
        "--proposals=50",
        "--detections-per-image=10");

    List<JsonNode> events = killedMidway(60);

    int masks = 0;
    for (JsonNode event : events) {
      for (JsonNode detection : event.get("detections")) {
        JsonNode mask = detection.get("mask");
        int height = event.at("/frame/height").asInt();
        int width = event.at("/frame/width").asInt();
        assertThat(mask.get("size")).extracting(JsonNode::asInt).containsExactly(height, width);
        masks +=
            RunLengthMask.ofText(height, width, mask.get("counts").asText()).area() > 0 ? 1 : 0;
      }
    }
    assertThat(masks).isGreaterThan(events.size());
  }

  @Test
  void eachFrameHasItsKeypointsOnce() throws Exception {
    importModel(
        "keypointrcnn_resnet50_fpn",
        "a,b,c,d,e",
        "--min-size=96",
        "--max-size=128",
        "--proposals=50",
        "--detections-per-image=5");

    List<JsonNode> events = killedMidway(60);

    assertThat(events)
        .anySatisfy(event -> assertThat(event.get("detections")).isNotEmpty())
        .allSatisfy(
            event ->
                assertThat(event.get("detections"))
                    .allSatisfy(
                        detection -> {
                          assertThat(detection.get("keypoints")).hasSize(17);
                          assertThat(detection.at("/keypoints/0/name").asText()).isEqualTo("nose");
                        }));
  }

  @Test
  void eachFrameHasItsRegionsOnce() throws Exception {
    importModel("fcn_resnet50", "a,b,c,d,e,f", "--min-size=64", "--max-size=96");

    List<JsonNode> events = killedMidway(100);

    for (JsonNode event : events) {
      int height = event.at("/frame/height").asInt();
      int width = event.at("/frame/width").asInt();
      long area = 0;
      for (JsonNode region : event.get("regions")) {
        area += RunLengthMask.ofText(height, width, region.at("/mask/counts").asText()).area();
      }
      assertThat(area).isEqualTo((long) height * width);
    }
  }

  private void importModel(String network, String labels, String... more) throws IOException {
    Path checkpoint = folder.resolve("kinds.pth");
    GeneratedCheckpoint.write(checkpoint, network, GeneratedCheckpoint.CLASSES);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "models",
                "import",
                "--torchvision-checkpoint=" + checkpoint,
                "--name=kinds",
                "--labels=" + labels,
                registry()));
    arguments.addAll(List.of(more));
    Printed.by(arguments.toArray(String[]::new));
    Files.delete(checkpoint);
  }

  /** Publishes images, kills a stream that has done some of them, and lets another one continue. */
  private List<JsonNode> killedMidway(int images) throws Exception {
    publish(images);
    Process first = run("first");
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> committed() > 0 || !first.isAlive());
      assertThat(first.isAlive()).as("the first stream runs").isTrue();
    } finally {
      first.destroyForcibly().onExit().join();
    }
    assertThat(committed()).isBetween(1L, images - 1L);
    Process second = run("second");
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> committed() == images || !second.isAlive());
      assertThat(second.isAlive()).as("the second stream runs").isTrue();
    } finally {
      second.destroyForcibly().onExit().join();
    }
    String audit =
        Printed.by(
            "audit",
            servers(),
            "--topic=" + topics.images(),
            "--output=" + topics.detections(),
            "--dead-letters=" + topics.deadLetters(),
            "--application-id=" + application,
            "--json");
    assertThat(new ObjectMapper().readTree(audit).get("detections").asInt()).isEqualTo(images);
    String printed =
        Printed.by(
            "watch",
            servers(),
            "--topic=" + topics.detections(),
            "--from-beginning",
            "--json",
            "--count=" + images);
    List<JsonNode> events =
        new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(printed).readAll();
    assertThat(events)
        .extracting(event -> event.at("/input/partition") + "/" + event.at("/input/offset"))
        .hasSize(images)
        .doesNotHaveDuplicates();
    return events;
  }

  private void publish(int images) throws IOException {
    GeneratedPictures.draw(folder.resolve("images"), 4);
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < images; i++) {
        byte[] image = Files.readAllBytes(folder.resolve("images/tile-%02d.png".formatted(i % 4)));
        var unused =
            producer.send(new ProducerRecord<>(topics.images(), i % PARTITIONS, null, image));
      }
    }
  }

  /** Returns the inputs whose outcomes are committed. */
  private long committed() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      return admin
          .listConsumerGroupOffsets(application)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  private Process run(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            servers(),
            "--topic=" + topics.images(),
            "--output=" + topics.detections(),
            "--dead-letters=" + topics.deadLetters(),
            "--model=models:/kinds",
            registry(),
            "--device=cpu",
            "--application-id=" + application,
            "--state=" + folder.resolve("state"),
            "--http-port=none",
            "--commit-interval=100ms")
        .redirectErrorStream(true)
        .redirectOutput(
            Files.createDirectories(Path.of("target", "kinds"))
                .resolve(application + "-" + name + ".log")
                .toFile())
        .start();
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }

  private static String servers() {
    return "--bootstrap-server=" + SharedBroker.bootstrapServers();
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  }
}
