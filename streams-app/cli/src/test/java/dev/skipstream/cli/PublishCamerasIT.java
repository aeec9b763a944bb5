package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.health.HttpProbe;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code publish --cameras} as a process, against real cameras and a real broker. */
@Timeout(300)
class PublishCamerasIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int STOPPED = 143;
  private static final String PASSWORD = "pass-w0rd-of-a-test";

  @TempDir Path folder;
  private final String topic = SharedBroker.uniqueName("live");
  private final String states = SharedBroker.uniqueName("states");
  private Path file;
  private int httpPort;
  private Process process;

  @BeforeEach
  void prepare() throws IOException {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, TopicNames.of(topic), 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
    file = folder.resolve("cameras.yaml");
    httpPort = freePort();
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void publishesTheCamerasOfAFileAndTellsThePasswordToNobody() throws Exception {
    Files.writeString(folder.resolve("gate.password"), PASSWORD + "\n");
    Files.writeString(folder.resolve("wrong.password"), PASSWORD + "-of-another\n");
    try (PictureServer gate = PictureServer.withPassword("viewer", PASSWORD)) {
      String url = "http://viewer@127.0.0.1:%d/stream".formatted(gate.port());
      write(
          camera("gate", url, "password-file: gate.password"),
          camera("yard", url, "password-file: wrong.password"),
          camera("dock", url, "password-env: DOCK_PASSWORD", "fps: 2"));
      process = start();
      await()
          .atMost(PATIENCE)
          .until(() -> events().size() >= 3 && sources().containsAll(List.of("gate", "dock")));

      assertThat(events().get("gate").event()).isEqualTo(CameraStatusEvent.Event.UP);
      assertThat(events().get("gate").stream().orElseThrow().codec()).isEqualTo("mjpeg");
      assertThat(events().get("yard").event()).isEqualTo(CameraStatusEvent.Event.DOWN);
      assertThat(events().get("yard").reason()).contains("unauthorized");
      String metrics =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> probe("/metrics"),
                  text -> text.contains("skipstream_source_up{source=\"gate\"} 1.0"));
      assertThat(metrics)
          .contains(
              "skipstream_source_up{source=\"yard\"} 0.0",
              "skipstream_source_frames_total{outcome=\"published\",source=\"gate\"}",
              "skipstream_source_reconnects_total{source=\"gate\"} 0.0",
              "skipstream_source_last_frame_age_seconds{source=\"gate\"}");
      String health = probe("/health/ready");
      assertThat(health)
          .contains("\"name\":\"yard\",\"up\":false,\"reason\":\"unauthorized\"")
          .contains("\"name\":\"gate\",\"up\":true");
      List<ProcessHandle> readers = readers();
      assertThat(readers).isNotEmpty();
      for (ProcessHandle reader : readers) {
        assertThat(proc(reader.pid(), "environ")).doesNotContain(PASSWORD);
        assertThat(proc(reader.pid(), "cmdline")).doesNotContain(PASSWORD);
      }
      assertThat(proc(process.pid(), "cmdline")).contains("publish").doesNotContain(PASSWORD);
      process.destroy();
      assertThat(process.waitFor()).isEqualTo(STOPPED);
      assertThat(metrics + health + outputs() + allRecords()).doesNotContain(PASSWORD);
    }
    assertThat(outputs())
        .containsOnlyOnce("camera yard (http://127.0.0.1")
        .contains("trying again until it is connected", "publishing 3 cameras to topic " + topic);
    assertThat(isCompacted()).isTrue();
  }

  @Test
  void aChangedFileStartsAndStopsCamerasAndLeavesTheOthersAlone() throws Exception {
    try (PictureServer one = PictureServer.start(0);
        PictureServer other = PictureServer.start(0)) {
      String gate = camera("gate", "http://127.0.0.1:%d/stream".formatted(one.port()));
      String yard = camera("yard", "http://127.0.0.1:%d/stream".formatted(other.port()));
      write(gate, yard);
      process = start();
      await().atMost(PATIENCE).until(() -> sources().containsAll(List.of("gate", "yard")));

      Files.writeString(file, "cameras: [oh no]\n");
      await().atMost(PATIENCE).until(() -> outputs().contains("the cameras stay as they are"));
      write(gate, camera("dock", "http://127.0.0.1:%d/stream".formatted(other.port())));
      await().atMost(PATIENCE).until(() -> sources().contains("dock"));

      await()
          .atMost(PATIENCE)
          .until(() -> events().get("yard").reason().equals(java.util.Optional.of("stopped")));
      await().atMost(PATIENCE).until(() -> !probe("/metrics").contains("yard"));
      assertThat(probe("/metrics"))
          .contains("skipstream_source_reconnects_total{source=\"gate\"} 0.0");
      assertThat(events().get("gate").event()).isEqualTo(CameraStatusEvent.Event.UP);
      process.destroy();
      process.waitFor();
    }
    assertThat(outputs()).containsOnlyOnce("camera gate: connected");
    assertThat(sequences("gate")).isSorted().doesNotHaveDuplicates();
  }

  private static String camera(String name, String url, String... keys) {
    StringBuilder entry = new StringBuilder("  - name: %s\n    url: %s\n".formatted(name, url));
    for (String key : keys) {
      entry.append("    ").append(key).append('\n');
    }
    return entry.toString();
  }

  private void write(String... cameras) throws IOException {
    Files.writeString(file, "cameras:\n" + String.join("", cameras));
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logback.xml", // as users have it
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "publish",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topic,
                "--camera-status=" + states,
                "--http-port=" + httpPort,
                "--cameras=" + file)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile());
    builder.environment().put("DOCK_PASSWORD", PASSWORD);
    return builder.start();
  }

  private String outputs() throws IOException {
    return Files.readString(folder.resolve("out.txt"));
  }

  private String probe(String path) throws InterruptedException {
    try {
      return new HttpProbe(httpPort).get(path).body();
    } catch (IOException e) {
      return ""; // It does not listen yet.
    }
  }

  private List<ProcessHandle> readers() {
    return process.descendants().toList();
  }

  private static String proc(long pid, String name) {
    Path file = Path.of("/proc", Long.toString(pid), name);
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // The reader has ended: that of a camera that is down ends soon.
    }
  }

  private List<String> sources() throws Exception {
    List<String> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      assertThat(
              new String(
                  record.headers().lastHeader(EventHeaders.CLOCK).value(), StandardCharsets.UTF_8))
          .isEqualTo("arrival");
      found.add(image(record).source());
    }
    return found;
  }

  private List<Long> sequences(String camera) throws Exception {
    List<Long> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      if (image(record).source().equals(camera)) {
        found.add(image(record).sequence().orElseThrow());
      }
    }
    return found;
  }

  private static ImageEvent image(ConsumerRecord<byte[], byte[]> record) throws Exception {
    return EventSerdes.readImage(
        new InputPosition(record.topic(), record.partition(), record.offset()),
        record.key(),
        record.headers(),
        record.value());
  }

  /** Returns the last event of each camera. */
  private Map<String, CameraStatusEvent> events() throws Exception {
    List<CameraStatusEvent> all = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(states)) {
      CameraStatusEvent event = EventSerdes.readCameraStatus(record.headers(), record.value());
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(event.camera());
      all.add(event);
    }
    return all.stream()
        .collect(Collectors.toMap(CameraStatusEvent::camera, event -> event, (old, now) -> now));
  }

  private String allRecords() {
    StringBuilder all = new StringBuilder();
    for (String one : List.of(topic, states)) {
      for (ConsumerRecord<byte[], byte[]> record : records(one)) {
        all.append(new String(record.value(), StandardCharsets.ISO_8859_1));
        record
            .headers()
            .forEach(header -> all.append(new String(header.value(), StandardCharsets.ISO_8859_1)));
      }
    }
    return all.toString();
  }

  /** Returns all records of a topic of one partition; none where it does not exist yet. */
  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        Consumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      if (!Topics.exists(admin, topic)) {
        return found;
      }
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }

  private boolean isCompacted() throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, states);
    try (Admin admin = SharedBroker.admin()) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get(TopicConfig.CLEANUP_POLICY_CONFIG)
          .value()
          .equals(TopicConfig.CLEANUP_POLICY_COMPACT);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
