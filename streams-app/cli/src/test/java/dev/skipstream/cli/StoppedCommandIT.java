package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are stopped by SIGTERM, each in a process of its own; Ctrl-C does the same. */
@Timeout(240)
class StoppedCommandIT {
  private static final int STOPPED = 143;

  /** A JVM starts in a second, and in a minute where the machine is busy. */
  private static final Duration START = Duration.ofSeconds(100);

  @TempDir Path folder;

  private final String topic = SharedBroker.uniqueName("stopped");

  @Test
  void simulateLeavesAValidDataSetThatTheSameCommandContinues() throws Exception {
    Path cut = folder.resolve("cut");
    Path whole = folder.resolve("whole");
    Process process = start(simulate(cut));
    await().atMost(START).until(() -> Files.exists(cut.resolve("images/000005.jpg")));

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(STOPPED);
    int before = instances(cut).get("images").size();
    assertThat(before).isBetween(5, 199);
    assertThat(err())
        .containsExactly(
            "stopped after %d of 200 frames; %s holds them, and the same command continues there"
                .formatted(before, cut.resolve("instances.json")));
    assertThat(Printed.by(simulate(cut)))
        .isEqualTo(Printed.by(simulate(whole)).replace(whole.toString(), cut.toString()));
    assertThat(instances(cut)).isEqualTo(instances(whole));
    assertThat(cut.resolve("images/000200.jpg"))
        .hasSameBinaryContentAs(whole.resolve("images/000200.jpg"));
  }

  @Test
  void publishOfAnEndlessSourceCountsWhatItPublished() throws Exception {
    createTopics();
    Process process =
        start("publish", servers(), "--topic=" + topic, "--fps=20", "--size=64x64", "street:7");
    await().atMost(START).until(() -> records() >= 3 || !process.isAlive());

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(STOPPED);
    assertThat(err())
        .containsExactly(
            "publishing street:7 to topic %s until Ctrl-C".formatted(topic),
            "published %d frames to %s".formatted(records(), topic));
  }

  @Test
  void watchOfAQuietTopicSaysWhatItWaitsForAndCountsWhatItShowed() throws Exception {
    createTopics();
    Process process = start("watch", servers(), "--topic=" + topic + ".detections");
    String waiting =
        "watching topic %s.detections for all events, from now on; --from-beginning shows older ones too"
            .formatted(topic);
    await().atMost(START).until(() -> err().contains(waiting));

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(STOPPED);
    assertThat(err())
        .containsExactly(waiting, "0 events of topic %s.detections shown".formatted(topic));
  }

  @Test
  void aConsoleOfItsOwnShowsTheStreamUntilItIsStopped() throws Exception {
    createTopics();
    Process process =
        start(
            "console",
            servers(),
            "--topic=" + topic,
            "--registry=" + folder.resolve("registry"),
            "--console=127.0.0.1:0");
    Pattern address = Pattern.compile("console at (http://127\\.0\\.0\\.1:[0-9]+/)");
    await()
        .atMost(START)
        .until(() -> err().stream().anyMatch(line -> address.matcher(line).matches()));
    Matcher printed = address.matcher(String.join("\n", err()));
    assertThat(printed.find()).isTrue();
    String losses =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(printed.group(1) + "api/losses")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(new ObjectMapper().readTree(losses)).as(losses).isEmpty();

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(STOPPED);
  }

  private static String[] simulate(Path out) {
    return new String[] {"simulate", "--out=" + out, "--frames=200", "--streets=2", "--size=96x64"};
  }

  private static JsonNode instances(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("instances.json").toFile());
  }

  private List<String> err() throws IOException {
    return Files.readAllLines(folder.resolve("err.txt"));
  }

  private static String servers() {
    return "--bootstrap-server=" + SharedBroker.bootstrapServers();
  }

  private void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      TopicNames names = TopicNames.of(topic);
      Topics.create(admin, names, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topic, Topics.GROUND_TRUTH, (short) 1);
    }
  }

  private long records() {
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader =
            new CommittedReader(
                admin, Map.of("bootstrap.servers", SharedBroker.bootstrapServers()))) {
      return reader.ends(List.of(topic)).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Stream.of(arguments).forEach(command::add);
    return new ProcessBuilder(command)
        .redirectError(folder.resolve("err.txt").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
