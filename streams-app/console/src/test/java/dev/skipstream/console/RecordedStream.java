package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.location.RegistrySettings;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.TrackTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics of a stream on a real broker: frames of simulated streets, and the events that a
 * stream writes about them. The boxes are those of the ground truth, moved a little.
 */
final class RecordedStream implements AutoCloseable {
  static final String TOKEN = "a-token-for-tests-only";
  private static final ModelIdentity CHAMPION = identity(1);
  private static final ModelIdentity CHALLENGER = identity(2);

  private final Map<String, Object> client;
  private final TopicNames names = TopicNames.of(SharedBroker.uniqueName("images"));
  private final ConsoleTopics topics;
  private final RegistrySettings registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<FrameReader> streets = new ArrayList<>();
  private final List<String> cameras;
  private final Random random = new Random(7);
  private long sequence;
  private long lastOffset;

  RecordedStream(Path folder, List<String> cameras) throws Exception {
    this(folder, cameras, SharedBroker.bootstrapServers());
  }

  RecordedStream(Path folder, List<String> cameras, String servers) throws Exception {
    this.cameras = cameras;
    client = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    topics =
        new ConsoleTopics(
            List.of(names),
            List.of(tracking(names)),
            names.detections() + ".shadow",
            names.images() + ".truth",
            SharedBroker.uniqueName(ModelUpdates.STATUS_TOPIC),
            SharedBroker.uniqueName("replays"));
    try (Admin admin = Admin.create(client)) {
      Topics.create(admin, names, 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      admin
          .createTopics(
              List.of(topics.shadow(), topics.groundTruth(), topics.status(), topics.replays())
                  .stream()
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    registry = RegistrySettings.of(folder.resolve("registry").toString());
    try (ModelRegistry open = new RegistryLocation(registry).open()) {
      open.register("street", ModelFixtures.manifest("sha256:" + "1a".repeat(32)));
      open.register("street", ModelFixtures.manifest("sha256:" + "2b".repeat(32)));
      open.setAlias("street", "champion", 1);
      open.setAlias("street", "challenger", 2);
      open.tag("street", 1, "evaluation.2026-11-28T10:00:00Z", "AP 0.584, AP50 0.871, 600 frames");
      open.tag("street", 2, "evaluation.2026-11-29T09:30:00Z", "AP 0.607, AP50 0.882, 600 frames");
    }
    for (int i = 0; i < cameras.size(); i++) {
      StreetView view =
          new StreetView(960, 540, Duration.ofMillis(200), Optional.empty(), Optional.empty());
      streets.add(StreetSource.of(i + 1, view, Optional.of(cameras.get(i)), 85).open());
    }
  }

  /** Other names than those that {@code track} gives by default. */
  private static TrackTopics tracking(TopicNames names) {
    String own = names.images();
    return new TrackTopics(
        names.detections(), own + ".ways", own + ".doings", own + ".sums", own + ".rules");
  }

  private static ModelIdentity identity(int version) {
    return new ModelIdentity(
        "street", version, "sha256:" + (version == 1 ? "1a" : "2b").repeat(32));
  }

  ConsoleSettings settings(int port) {
    return new ConsoleSettings(
        "127.0.0.1",
        port,
        Optional.empty(),
        Optional.of(AccessTokens.of("ann@workstation", TOKEN)),
        () -> client,
        topics,
        Optional.empty(),
        operator ->
            new RegistryLocation(
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
                .open());
  }

  /** Writes the next frame of each camera, with its outcome, its shadow and its truth. */
  void next() throws Exception {
    for (String camera : cameras) {
      next(camera);
    }
  }

  /** Writes the next frame of one camera. */
  void next(String camera) throws Exception {
    EncodedFrame frame = streets.get(cameras.indexOf(camera)).next().orElseThrow();
    FrameInfo info = info(camera, frame);
    InputPosition at = publish(info, frame.image());
    List<TrueObject> objects = frame.truth().orElseThrow().objects();
    send(EventSerdes.write(topics.groundTruth(), new GroundTruth(info, objects)));
    send(outcome(names.detections(), info, at, CHAMPION, objects, 1.5));
    send(outcome(topics.shadow(), info, at, CHALLENGER, objects, 3));
    lastOffset = at.offset();
    sequence++;
  }

  /** Writes a picture, and what a model found in it. */
  void found(FrameInfo info, byte[] picture, Findings findings) throws Exception {
    InputPosition at = publish(info, picture);
    EventModel model = new EventModel(CHAMPION, Optional.empty());
    send(
        EventSerdes.write(
            names.detections(),
            UUID.randomUUID().toString(),
            findings.event(info, Optional.of(at), model)));
    lastOffset = at.offset();
  }

  /** Returns the offset of the last image that has an outcome. */
  long lastOffset() {
    return lastOffset;
  }

  ConsoleTopics topics() {
    return topics;
  }

  private FrameInfo info(String camera, EncodedFrame frame) {
    return new FrameInfo(
        camera + "/" + String.format("%06d", sequence),
        camera,
        Optional.of(sequence),
        Optional.of(Instant.now()),
        frame.truth().orElseThrow().width(),
        frame.truth().orElseThrow().height());
  }

  private InputPosition publish(FrameInfo info, byte[] image) throws Exception {
    RecordMetadata at =
        producer
            .send(
                EventSerdes.write(
                    names.images(),
                    new ImageEvent(
                        info.id(),
                        info.source(),
                        info.sequence(),
                        info.capturedAt(),
                        Optional.of("image/jpeg"),
                        image)))
            .get();
    return new InputPosition(at.topic(), at.partition(), at.offset());
  }

  private ProducerRecord<byte[], byte[]> outcome(
      String topic,
      FrameInfo info,
      InputPosition at,
      ModelIdentity model,
      List<TrueObject> objects,
      double shift) {
    List<Detection> found =
        objects.stream()
            .map(
                one ->
                    new Detection(
                        one.label(),
                        one.classId(),
                        0.55 + 0.44 * random.nextDouble(),
                        new BoundingBox(
                            one.box().x() + shift * random.nextGaussian(),
                            one.box().y() + shift * random.nextGaussian(),
                            one.box().width() + shift,
                            one.box().height() + shift)))
            .toList();
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write(
            topic,
            UUID.randomUUID().toString(),
            new DetectionEvent(
                info, Optional.of(at), new EventModel(model, Optional.empty()), found));
    record
        .headers()
        .add(
            "skipstream-timing",
            "queue=3.1,decode=4.0,inference=%.1f,total=%.1f"
                .formatted(21.7, 28 + 14 * random.nextDouble())
                .getBytes(UTF_8));
    return record;
  }

  /** Writes a dead letter that has a picture, one that is no image, and a dropped frame. */
  void lose() throws Exception {
    EncodedFrame frame = streets.get(0).next().orElseThrow();
    FrameInfo info = info(cameras.get(0), frame);
    deadLetter(
        info,
        frame.image(),
        "damaged-image",
        "the JPEG's data ends in scan 1 of 1, at MCU row 31 of 34: expected an intact image");
    deadLetter(info, "poison".getBytes(UTF_8), "unknown-format", "the image begins with 70 6f 69");
    InputPosition at = publish(info, frame.image());
    send(
        EventSerdes.write(
            names.detections(),
            UUID.randomUUID().toString(),
            new FrameDropped(
                new FrameOrigin(info.id(), info.source(), info.sequence(), info.capturedAt()),
                at,
                CHAMPION,
                DropReason.TOO_OLD,
                2_340)));
    sequence++;
  }

  private void deadLetter(FrameInfo info, byte[] image, String reason, String message)
      throws Exception {
    InputPosition at = publish(info, image);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(names.deadLetters(), info.source().getBytes(UTF_8), image);
    record.headers().add("ce_id", info.id().getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.REASON, reason.getBytes(UTF_8));
    Map.of(
            "message", message,
            "topic", at.topic(),
            "partition", Integer.toString(at.partition()),
            "offset", Long.toString(at.offset()))
        .forEach(
            (name, value) ->
                record.headers().add(DeadLetterHeaders.ERRORS + name, value.getBytes(UTF_8)));
    send(record);
  }

  /** Writes what two instances report about their model, and the record of a replay. */
  void report() throws Exception {
    for (String instance : List.of("skipstream@edge-1/4021-9c1e", "skipstream@edge-2/3977-02ab")) {
      send(
          EventSerdes.write(
              topics.status(),
              UUID.randomUUID().toString(),
              new ModelStatus(
                  instance,
                  Instant.now(),
                  "models:/street@champion",
                  new EventModel(CHAMPION, Optional.empty()),
                  ModelStatus.Outcome.SERVES,
                  Optional.empty(),
                  Optional.empty())));
    }
    send(
        EventSerdes.write(
            topics.replays(),
            "street-2-5f21",
            new ReplayRun(
                "street-2-5f21",
                names.images(),
                "topic-id",
                List.of(new ReplayRun.Range(0, 0, 300), new ReplayRun.Range(1, 0, 300)),
                CHALLENGER,
                Map.of("batch-size", "4"),
                "detections.replay.street-2-5f21",
                "detections.replay.street-2-5f21.dead-letters",
                new ReplayRun.Counts(598, 0, 2),
                Instant.now().minusSeconds(600),
                48_200,
                12.4,
                Optional.empty())));
  }

  /** Returns the version to which the registry's alias points. */
  int champion() {
    try (ModelRegistry open = new RegistryLocation(registry).open()) {
      return open.model("street").aliases().get("champion");
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
  }

  @Override
  public void close() throws IOException {
    producer.close();
    for (FrameReader street : streets) {
      street.close();
    }
  }
}
