package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tracking by the command line, in a process of its own. */
@Timeout(240)
class TrackIT {
  private static final Instant START = Instant.parse("2026-11-23T10:15:30Z");
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final int STOPPED = 143;
  private static final int FRAMES = 20;
  private static final String RULES =
      """
      cameras:
        - name: gate
          units: pixels
          lines:
            - {name: entrance, from: [320, 360], to: [320, 0], classes: [car]}
      """;

  @TempDir Path folder;

  private final String detections = SharedBroker.uniqueName("tracked");
  private Path rules;
  private int port;
  private Process process;

  @BeforeEach
  void publish() throws Exception {
    rules = Files.writeString(folder.resolve("zones.yaml"), RULES);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (Admin admin = SharedBroker.admin();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      admin.createTopics(List.of(new NewTopic(detections, 2, (short) 1))).all().get();
      for (int frame = 0; frame < FRAMES; frame++) {
        producer.send(EventSerdes.write(detections, "%032x".formatted(frame), car(frame))).get();
      }
    }
  }

  @AfterEach
  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void countsPrintsWhatTrackHasCountedWhileAnUnfitFileChangesNothing() throws Exception {
    process = track();
    await()
        .atMost(PATIENCE)
        .until(() -> counts().out().contains("10:15:33.800Z") || !process.isAlive());

    assertThat(counts().out().lines())
        .containsExactly(
            "last frame 2026-11-23T10:15:33.800Z, in partition %s".formatted(partition()),
            "camera  window                length  line      class  left-to-right  right-to-left",
            "gate    2026-11-23T10:15:00Z  1 min   entrance  car    1              0");
    assertThat(Cli.run("counts", url(), "--line=other").out())
        .isEqualTo("no object has crossed a line\n");
    Cli.Result unknown = Cli.run("counts", url(), "--camera=gaet");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualTo(
            "skipstream: http://127.0.0.1:%d: no frame of camera gaet was tracked%n"
                .formatted(port));

    Files.writeString(rules, RULES.replace("gate", "gaet"));

    String error =
        rules + ", camera gaet: there is no such camera: expected one of gate; the rules stay as";
    await().atMost(PATIENCE).until(() -> err().stream().anyMatch(line -> line.contains(error)));
    assertThat(counts().status()).isZero();

    process.destroy();
    assertThat(process.waitFor()).isEqualTo(STOPPED);
    Cli.Result gone = counts();
    assertThat(gone.status()).isEqualTo(2);
    assertThat(gone.err())
        .startsWith("skipstream: http://127.0.0.1:%d: no answer".formatted(port))
        .contains("expected an instance of 'skipstream track'");
  }

  @Test
  void anUnfitFileIsAnErrorOfOneLineBeforeABrokerIsWaitedFor() throws Exception {
    Files.writeString(rules, RULES.replace("[320, 0]", "[320, 360]"));

    Cli.Result result =
        Cli.run("track", "--bootstrap-server=localhost:1", "--rules=" + rules, "--http-port=none");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "skipstream: %s, camera gate, line entrance: vertices 1 and 2 are both (320.0, 360.0): expected two different points%n"
                .formatted(rules));
  }

  @Test
  void rejectsWhatIsNoAddressOfAnInstance() {
    Cli.Result result = Cli.run("counts", "--url=gate:8081");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "skipstream: --url is 'gate:8081': expected http://HOST:PORT or https://HOST:PORT\n");
  }

  private String partition() throws Exception {
    JsonNode answer =
        new ObjectMapper().readTree(Cli.run("counts", url(), "--camera=gate", "--json").out());
    assertThat(answer.get("counts").get(0).get("leftToRight").asInt()).isEqualTo(1);
    return answer.get("partition").asText();
  }

  private Cli.Result counts() {
    return Cli.run("counts", url(), "--camera=gate");
  }

  private String url() {
    return "--url=http://127.0.0.1:" + port;
  }

  private Process track() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtest.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Stream.of(
            "track",
            "--bootstrap-server=" + SharedBroker.bootstrapServers(),
            "--topic=" + detections,
            "--application-id=" + detections + "-app",
            "--rules=" + rules,
            "--registry=" + folder.resolve("registry"),
            "--state=" + folder.resolve("state"),
            "--http-port=" + port)
        .forEach(command::add);
    return new ProcessBuilder(command)
        .redirectError(folder.resolve("err.txt").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> err() throws IOException {
    return Files.readAllLines(folder.resolve("err.txt"));
  }

  /** A car that goes from the left to the right. */
  private static DetectionEvent car(int frame) {
    return new DetectionEvent(
        new FrameInfo(
            "gate/" + frame,
            "gate",
            Optional.empty(),
            Optional.of(START.plusMillis(200L * frame)),
            640,
            360),
        Optional.empty(),
        new ModelIdentity("street", 1, "sha256:" + "0".repeat(64)),
        List.of(new Detection("car", 1, 0.9, new BoundingBox(200 + 12 * frame, 100, 40, 30))));
  }
}
