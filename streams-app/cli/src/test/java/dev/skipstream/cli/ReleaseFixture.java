package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.broker.EmbeddedBroker;
import dev.skipstream.broker.Listener;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics and the registry of a release, which later releases must read. Program of
 * docs/acceptance/record-release.sh.
 *
 * <p>A fixture is a folder with three files: the data of a stopped broker with every topic of the
 * product ({@value #BROKER}), the log of a registry in a folder ({@value #REGISTRY}), and what the
 * commands of the release read from both ({@value #READING}).
 */
final class ReleaseFixture {
  static final String BROKER = "broker.zip";
  static final String REGISTRY = "registry.jsonl";
  static final String READING = "reading.json";

  static final TopicNames TOPICS = TopicNames.of("images");
  static final String APPLICATION = "lobby";
  static final String MODEL = "cells";

  /** Image events that the recorded stream has answered, the redriven one included. */
  static final int ANSWERED = 7;

  /** The text of the images in which the scripted detector finds an object inside of the frame. */
  private static final String CAR = "ca";

  private static final Instant DAY = Instant.parse("2026-11-30T12:00:00Z");
  private static final int RECORD_BYTES = 1_000_000;

  private ReleaseFixture() {}

  /** Records a fixture: {@code ReleaseFixture FOLDER}. The folder is made. */
  public static void main(String[] args) throws Exception {
    Path fixture = Path.of(args[0]);
    Files.createDirectories(fixture);
    try (TemporaryFolder work = TemporaryFolder.create("skipstream-release-")) {
      Path data = work.path().resolve("data");
      Path registry = work.path().resolve("registry");
      recordRegistry(registry);
      Files.copy(registry.resolve("log.jsonl"), fixture.resolve(REGISTRY));
      EmbeddedBroker broker = EmbeddedBroker.start(data, Listener.loopback(0));
      JsonNode reading;
      try {
        recordTopics(broker.bootstrapServers());
        reading = ReleaseReading.of(broker.bootstrapServers(), registry);
      } finally {
        broker.close();
      }
      Files.write(
          fixture.resolve(READING),
          new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(reading));
      pack(data, fixture.resolve(BROKER));
    }
    System.exit(0);
  }

  private static void recordRegistry(Path folder) {
    try (ModelRegistry registry =
        LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), "ann@workstation")) {
      record(registry);
    }
  }

  /** Gives each command of the log. */
  private static void record(ModelRegistry registry) {
    for (String digits : List.of("1a", "2b", "3c")) {
      registry.register(MODEL, ModelFixtures.manifest("sha256:" + digits.repeat(32)));
    }
    registry.setAlias(MODEL, "champion", 1);
    registry.setAlias(MODEL, "champion", 2);
    registry.rollback(MODEL, "champion");
    registry.setAlias(MODEL, "shadow", 2);
    registry.deleteAlias(MODEL, "shadow");
    registry.tag(MODEL, 2, "reviewed", "ann");
    registry.archive(MODEL, 3);
  }

  private static void recordTopics(String servers) throws Exception {
    Map<String, Object> client = client(servers);
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, TOPICS, 2, (short) 1, RECORD_BYTES);
      Topics.createGroundTruth(admin, TOPICS.images(), Topics.GROUND_TRUTH, (short) 1);
      Topics.createCompacted(admin, Topics.CAMERA_STATUS, (short) 1);
      admin
          .createTopics(
              List.of(
                  new NewTopic(ModelUpdates.STATUS_TOPIC, 1, (short) 1),
                  new NewTopic(ReplayLog.TOPIC, 1, (short) 1)))
          .all()
          .get();
      try (ModelRegistry registry =
          LoggedModelRegistry.onTopic(
              client, RegistryLocation.TOPIC, Clock.systemUTC(), "ann@workstation")) {
        record(registry);
      }
      publish(client, images());
      run(servers, ANSWERED - 1);
      Printed.by("redrive", "--bootstrap-server=" + servers, "--reason=damaged-image");
      run(servers, ANSWERED);
      String topicId = Topics.imageTopic(admin, TOPICS.images()).id().toString();
      publish(client, sideEvents(topicId));
      if (!new FailureTopic(client).write(List.of(failure(topicId)))) {
        throw new IllegalStateException("the failure is not written; the log has the reason");
      }
      keepForEver(admin);
    }
  }

  static Map<String, Object> client(String servers) {
    return new HashMap<>(Map.of("bootstrap.servers", servers));
  }

  /** Returns image events of two sources: four with an object, a damaged one, and an old one. */
  private static List<ProducerRecord<byte[], byte[]>> images() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      records.add(image(i % 2 == 0 ? "lobby" : "gate", i, CAR, Instant.now()));
    }
    records.add(image("lobby", 4, "damaged", Instant.now()));
    records.add(image("gate", 5, CAR, Instant.parse("2020-01-01T00:00:00Z")));
    return records;
  }

  static ProducerRecord<byte[], byte[]> image(
      String source, long sequence, String text, Instant capturedAt) {
    return EventSerdes.write(
        TOPICS.images(),
        new ImageEvent(
            "%s/%06d".formatted(source, sequence),
            source,
            Optional.of(sequence),
            Optional.of(capturedAt),
            Optional.of("image/jpeg"),
            text.getBytes(UTF_8)));
  }

  static void publish(
      Map<String, Object> client, Collection<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  /** Runs the stream around a scripted detector until there are as many outcomes. */
  static void run(String servers, int outcomes) {
    DetectionStream app =
        new DetectionStream(
            ScriptedApp.settings(
                    client(servers),
                    APPLICATION,
                    TOPICS,
                    new FrameRules(
                        Optional.of(new FrameAge(Duration.ofHours(1), FrameAge.Clock.CAPTURE)),
                        Map.of(),
                        OnOutage.DEAD_LETTER),
                    StreamSettings.DEFAULT,
                    BatchSettings.DEFAULT)
                .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
                .build());
    try (RunningStream running = RunningStream.start(app);
        OutcomeReader reader = new OutcomeReader(servers, TOPICS)) {
      int seen = reader.read(outcomes, Duration.ofSeconds(60)).size();
      running.throwIfEnded();
      if (seen != outcomes) {
        throw new IllegalStateException("%d outcomes of %d image events".formatted(seen, outcomes));
      }
    }
  }

  /** Returns an event of each topic beside the stream's own. */
  private static List<ProducerRecord<byte[], byte[]>> sideEvents(String topicId) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String source = i % 2 == 0 ? "lobby" : "gate";
      records.add(
          EventSerdes.write(
              Topics.GROUND_TRUTH,
              new GroundTruth(
                  new FrameInfo(
                      "%s/%06d".formatted(source, i),
                      source,
                      Optional.of((long) i),
                      Optional.of(DAY),
                      16,
                      4),
                  List.of(
                      new TrueObject(
                          CAR,
                          1,
                          new BoundingBox(1, 2, 3, 2),
                          Optional.of(6.0),
                          Optional.of(0.25),
                          false)))));
    }
    ModelIdentity model = new ModelIdentity(MODEL, 1, "sha256:" + "1a".repeat(32));
    records.add(
        EventSerdes.write(
            ModelUpdates.STATUS_TOPIC,
            "status-1",
            new ModelStatus(
                "instance-1",
                DAY,
                "models:/cells@champion",
                new EventModel(model, Optional.empty()),
                ModelStatus.Outcome.SERVES,
                Optional.of(1200L),
                Optional.empty())));
    records.add(
        EventSerdes.write(
            Topics.CAMERA_STATUS,
            "camera-1",
            new CameraStatusEvent(
                "lobby",
                "publisher-1",
                DAY,
                CameraStatusEvent.Event.UP,
                Optional.of(1L),
                Optional.of(
                    new CameraStatusEvent.Stream(
                        "h264", Optional.of(1280), Optional.of(720), Optional.of(25.0))),
                Optional.empty(),
                Optional.empty())));
    List<ReplayRun.Range> range = List.of(new ReplayRun.Range(0, 0, 2));
    records.add(
        EventSerdes.write(
            ReplayLog.TOPIC,
            "start-1",
            new ReplayStart(
                "replay-1",
                TOPICS.images(),
                topicId,
                range,
                model,
                "detections.replay.replay-1",
                "images.dead-letters.replay-1",
                "replay-1",
                DAY,
                Optional.empty())));
    records.add(
        EventSerdes.write(
            ReplayLog.TOPIC,
            "run-1",
            new ReplayRun(
                "replay-1",
                TOPICS.images(),
                topicId,
                range,
                model,
                Map.of("batch-size", "4"),
                "detections.replay.replay-1",
                "images.dead-letters.replay-1",
                new ReplayRun.Counts(2, 0, 0),
                DAY,
                1500,
                1.33,
                Optional.empty())));
    return records;
  }

  /** Time passes until the next release. The retention of a topic would delete the records. */
  private static void keepForEver(Admin admin) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (String topic : admin.listTopics().names().get()) {
      changes.put(
          new ConfigResource(ConfigResource.Type.TOPIC, topic),
          List.of(
              new AlterConfigOp(
                  new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "-1"),
                  AlterConfigOp.OpType.SET)));
    }
    admin.incrementalAlterConfigs(changes).all().get();
  }

  /** Records a failure of the stream at an input that it has answered meanwhile. */
  private static StreamFailure failure(String topicId) {
    return new StreamFailure(
        APPLICATION,
        topicId,
        new InputPosition(TOPICS.images(), 0, 0),
        1,
        false,
        DAY,
        "its outcome is refused");
  }

  private static void pack(Path folder, Path zip) throws IOException {
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> files = Files.walk(folder)) {
      for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(one).toString()));
        Files.copy(one, out);
        out.closeEntry();
      }
    }
  }

  /** Unpacks the data of a broker into a folder, which is made. */
  static void unpack(InputStream zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(zip)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("entry " + entry.getName() + " leads out of the folder");
        }
        Files.createDirectories(file.getParent());
        Files.copy(in, file);
      }
    }
  }
}
