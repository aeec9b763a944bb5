package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.JpegEncoder;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes the events itself, so that it knows what the figures are. */
@Timeout(60)
class EvaluateIT {
  private static final ModelIdentity MODEL = new ModelIdentity("street", 1, "sha256:00");
  private static final BoundingBox BOX = new BoundingBox(10, 20, 60, 60);

  @TempDir Path folder;

  /** The partition of the source's detection events. */
  private int partition;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("evaluated"));
  private final String groundTruth = topics.images() + ".truth";
  private final Admin admin = SharedBroker.admin();
  private final Producer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers()),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  @BeforeEach
  void publish() throws Exception {
    Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    Topics.createGroundTruth(admin, topics.images(), groundTruth, (short) 1);
    // In this order: a found object, a missed object, a frame without an outcome, a frame without
    // ground truth, a dropped frame, a dead letter.
    truth("a");
    found("a", List.of(new Detection("car", 3, 0.9, BOX)));
    truth("b");
    found("b", List.of());
    truth("c");
    found("d", List.of(new Detection("car", 3, 0.99, BOX)));
    truth("e");
    dropped("e");
    truth("f");
    deadLetter("f");
  }

  @AfterEach
  void close() {
    producer.close();
    admin.close();
  }

  @Test
  void joinsTruthAndDetectionsByFrame() throws Exception {
    JsonNode report = new ObjectMapper().readTree(Printed.by(arguments("--json")));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    assertThat(report.get("scored").asInt()).isEqualTo(2);
    assertThat(report.get("withoutTruth").asInt()).isEqualTo(1);
    assertThat(report.get("withoutDetections").asInt()).isEqualTo(3);
    assertThat(report.get("notLookedAt").asInt()).isEqualTo(1);
    assertThat(report.get("dropped").asInt()).isEqualTo(1);
    assertThat(report.get("deadLetters").asInt()).isEqualTo(1);
    assertThat(report.get("voc").get("AP").asDouble()).isEqualTo(0.5);
    // Half of the objects are found, and 51 of the 101 recalls reached.
    assertThat(report.get("metrics").get("AP50").asDouble()).isCloseTo(51 / 101.0, within(1e-12));
    assertThat(report.get("metrics").get("AR100").asDouble()).isEqualTo(0.5);
  }

  @Test
  void endsWithOneWhenAFigureIsTooLow() {
    assertThat(Main.commandLine().execute(arguments("--fail-under=AP50=0.5,AP=0.6"))).isEqualTo(1);
    assertThat(Main.commandLine().execute(arguments("--fail-under=AP50=0.5,AP=0.5"))).isZero();
  }

  @Test
  void saysWhatObjectsWereTakenForWhenAsked() throws Exception {
    JsonNode report =
        new ObjectMapper().readTree(Printed.by(arguments("--json", "--confusion=0.5")));

    // Cars found and missed; and nothing that is there where there is none.
    assertThat(report.get("confusion").get("counts").toString()).isEqualTo("[[1,1],[0,0]]");
    assertThat(Printed.by(arguments("--confusion=0.5")))
        .containsPattern("car +1 +1\n")
        .containsPattern("nothing +0 +0\n");
  }

  @Test
  void tellsDroppedFramesAndDeadLettersFromThoseNotLookedAt() {
    assertThat(Printed.by(arguments()))
        .contains(
            "2 frames scored; 1 detection events without truth; 3 frames without a detection event:"
                + " 1 dropped, 1 dead letters, 1 not looked at");
  }

  @Test
  void countsTheKindsOfErrorWhenAsked() throws Exception {
    JsonNode report =
        new ObjectMapper().readTree(Printed.by(arguments("--json", "--errors=0.5", "--curves")));

    assertThat(report.get("errors").get("categories").toString())
        .isEqualTo(
            "[{\"id\":3,\"label\":\"car\",\"correct\":1,\"location\":0,\"class\":0,\"background\":0,\"missed\":1}]");
    assertThat(report.get("curves").get("all").get("at50")).hasSize(101);
    assertThat(Printed.by(arguments("--errors=0.5"))).containsPattern("car +1 +0 +0 +0 +1\n");
  }

  @Test
  void scoresARangeOfTheDetections() throws Exception {
    JsonNode report =
        new ObjectMapper()
            .readTree(Printed.by(arguments("--json", "--to-offset=" + partition + ":1")));

    assertThat(EvaluationSchema.errors(report)).isEmpty();
    // The first event alone: what comes later is as if it were not there.
    assertThat(report.get("scored").asInt()).isEqualTo(1);
    assertThat(report.get("withoutTruth").asInt()).isZero();
    assertThat(report.get("notLookedAt").asInt()).isEqualTo(3);
    assertThat(report.get("metrics").get("AP50").asDouble()).isEqualTo(1, within(1e-9));
    assertThat(report.get("ranges").get(partition).get("to").asInt()).isEqualTo(1);
    assertThat(Printed.by(arguments("--by-duration=10m"))).contains("2 frames scored");
  }

  @Test
  void saysWhatIsWrongWithARange() throws Exception {
    admin
        .deleteRecords(
            Map.of(
                new TopicPartition(topics.detections(), partition),
                RecordsToDelete.beforeOffset(1)))
        .all()
        .get();

    assertThat(errorOf("--from-offset=" + partition + ":0"))
        .contains("offsets [0, 1) of partition " + partition + " are gone");
    assertThat(errorOf("--from-offset=3", "--to-offset=2")).contains("begins at offset 3");
    assertThat(errorOf("--from-datetime=2099-01-01T00:00:00.000")).contains("is empty");
    assertThat(errorOf("--by-duration=1s", "--from-offset=1")).contains("expected one of them");
  }

  @Test
  void saysWhenThereIsNoTruth() throws Exception {
    assertThat(errorOf("--ground-truth=" + groundTruth + ".none"))
        .contains("expected the truth about the frames in topic", "it does not exist");
    String empty = topics.images() + ".empty";
    Topics.createGroundTruth(admin, topics.images(), empty, (short) 1);
    assertThat(errorOf("--ground-truth=" + empty)).contains("holds no truth about any frame");
  }

  @Test
  void matchesCategoriesByNameWhereTheirNumbersDiffer() throws Exception {
    truth("g");
    found("g", List.of(new Detection("car", 4, 0.9, BOX)));

    JsonNode report = new ObjectMapper().readTree(Printed.by(arguments("--json")));

    assertThat(report.get("metrics").get("AR100").asDouble()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(report.get("metrics").get("categories")).hasSize(1);
    assertThat(report.get("metrics").get("categories").get(0).get("id").asInt()).isEqualTo(3);
  }

  @Test
  void rejectsDetectionsThatShareNoCategoryWithTheGroundTruth() throws Exception {
    assertThat(
            errorOf(
                "--output=" + outputOf("x", List.of(new Detection("1", 1, 0.9, BOX))),
                "--from-offset=0"))
        .contains("the categories [car], the detections [1], and none is in both");
  }

  @Test
  void scoresTheSourcesThatAreSelectedAndReadsOnlyTheirGroundTruth() throws Exception {
    // The same number has another name in the other source: each source numbers its own.
    TrueObject cell =
        new TrueObject("cell", 3, BOX, Optional.empty(), Optional.empty(), /* crowd= */ false);
    send(EventSerdes.write(groundTruth, new GroundTruth(frame("a", "cells"), List.of(cell))));
    foundIn(frame("a", "cells"), List.of(new Detection("cell", 1, 0.9, BOX)));
    // Not parsed: it is of a source that is not selected.
    producer
        .send(new ProducerRecord<>(groundTruth, "broken".getBytes(US_ASCII), new byte[] {'{'}))
        .get();

    JsonNode selected =
        new ObjectMapper().readTree(Printed.by(arguments("--json", "--source=cells")));

    assertThat(EvaluationSchema.errors(selected)).isEmpty();
    assertThat(selected.get("scored").asInt()).isEqualTo(1);
    assertThat(selected.get("withoutDetections").asInt()).isZero();
    assertThat(selected.get("sources").toString()).isEqualTo("[\"cells\"]");
    assertThat(selected.get("metrics").get("categories").get(0).get("label").asText())
        .isEqualTo("cell");
    JsonNode both =
        new ObjectMapper().readTree(Printed.by(arguments("--json", "--source=cells,lobby")));
    assertThat(both.get("scored").asInt()).isEqualTo(3);
    assertThat(both.get("metrics").get("AP").asDouble())
        .isCloseTo((1 + 51 / 101.0) / 2, within(1e-9));
  }

  @Test
  void twoSourcesWithTheSameFileNamesAreTwoImages() throws Exception {
    truth("gate/a", "gate");
    foundIn(frame("gate/a", "gate"), List.of(new Detection("car", 3, 0.5, BOX)));
    Path results = folder.resolve("results.json");
    Path dataset =
        Files.writeString(
            folder.resolve("instances.json"),
            """
            {"categories": [{"id": 9, "name": "car"}], "annotations": [],
             "images": [{"id": 5, "file_name": "a.jpg"}, {"id": 6, "file_name": "b.jpg"}, {"id": 7, "file_name": "d.jpg"}]}
            """);

    assertThat(errorOf("--coco-out=" + results, "--coco-ids=" + dataset))
        .contains("are both image a.jpg", "--source selects one source");
    assertThat(results).doesNotExist();
    Printed.by(arguments("--coco-out=" + results, "--coco-ids=" + dataset, "--source=gate"));
    JsonNode written = new ObjectMapper().readTree(results.toFile());
    assertThat(written).hasSize(1);
    assertThat(written.get(0).get("image_id").asInt()).isEqualTo(5);
    assertThat(written.get(0).get("score").asDouble()).isEqualTo(0.5);
  }

  @Test
  void pointsToTheReplayThatHasTheDetections() throws Exception {
    String empty = topics.images() + ".empty";
    Topics.createKept(admin, empty);
    Topics.createKept(admin, ReplayLog.TOPIC);
    ReplayRun run =
        new ReplayRun(
            "3f9a1c07d2be",
            topics.images(),
            "id",
            List.of(),
            MODEL,
            new TreeMap<>(),
            topics.detections(),
            topics.deadLetters(),
            new ReplayRun.Counts(3, 0, 0),
            Instant.now(),
            10,
            1.0,
            Optional.empty());
    send(EventSerdes.write(ReplayLog.TOPIC, "an-id", run));

    assertThat(errorOf("--output=" + empty))
        .contains(
            "topic " + empty + " holds no detection event",
            "replay 3f9a1c07d2be of topic " + topics.images() + " has 3",
            "--output " + topics.detections());
  }

  @Test
  void writesAllDetectionsAsCocosResults() throws Exception {
    Path results = folder.resolve("results.json");
    Printed.by(arguments("--coco-out=" + results));
    JsonNode written = new ObjectMapper().readTree(results.toFile());

    assertThat(written).hasSize(2);
    assertThat(written.get(1).get("image_id").asInt()).isEqualTo(3);
    assertThat(written.get(1).get("frame").asText()).isEqualTo("d");
    assertThat(written.get(1).get("category_id").asInt()).isEqualTo(3);
  }

  @Test
  void writesAReportWithThePicturesOfTheTopic() throws Exception {
    JpegEncoder jpeg = new JpegEncoder(90);
    RecordMetadata image =
        producer
            .send(
                EventSerdes.write(
                    topics.images(),
                    new ImageEvent(
                        "g",
                        "lobby",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(JpegEncoder.MEDIA_TYPE),
                        jpeg.encode(new byte[3 * 640 * 384], 640, 384))))
            .get();
    truth("g");
    DetectionEvent event =
        new DetectionEvent(
            frame("g"),
            Optional.of(new InputPosition(image.topic(), image.partition(), image.offset())),
            MODEL,
            List.of());
    ProducerRecord<byte[], byte[]> record = EventSerdes.write(topics.detections(), "g", event);
    record.headers().add("skipstream-timing", "queue=3.1,total=30.2".getBytes(US_ASCII));
    send(record);
    Path report = folder.resolve("report.html");

    Printed.by(arguments("--report=" + report));

    String page = Files.readString(report);
    assertThat(page).contains("<b>g</b> – 0 correct, 1 missed", "<h2>Latency</h2>");
    // Of "b", which came from no topic, only the boxes are shown.
    assertThat(page.split("data:image/jpeg", -1)).hasSize(2);
    assertThat(page).contains("<b>b</b> – 0 correct, 1 missed");
  }

  private String errorOf(String... options) {
    StringWriter err = new StringWriter();
    int status = Main.commandLine().setErr(new PrintWriter(err)).execute(arguments(options));
    assertThat(status).as(err.toString()).isEqualTo(2);
    return err.toString();
  }

  private String[] arguments(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--bootstrap-server=" + SharedBroker.bootstrapServers(),
                "--topic=" + topics.images()));
    if (Stream.of(options).noneMatch(option -> option.startsWith("--ground-truth"))) {
      arguments.add("--ground-truth=" + groundTruth);
    }
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private void truth(String id) throws Exception {
    TrueObject car =
        new TrueObject("car", 3, BOX, Optional.empty(), Optional.empty(), /* crowd= */ false);
    send(EventSerdes.write(groundTruth, new GroundTruth(frame(id), List.of(car))));
  }

  private void found(String id, List<Detection> detections) throws Exception {
    DetectionEvent event = new DetectionEvent(frame(id), Optional.empty(), MODEL, detections);
    partition = send(EventSerdes.write(topics.detections(), id, event)).partition();
  }

  private void truth(String id, String source) throws Exception {
    TrueObject car =
        new TrueObject("car", 3, BOX, Optional.empty(), Optional.empty(), /* crowd= */ false);
    send(EventSerdes.write(groundTruth, new GroundTruth(frame(id, source), List.of(car))));
  }

  private void foundIn(FrameInfo frame, List<Detection> detections) throws Exception {
    DetectionEvent event = new DetectionEvent(frame, Optional.empty(), MODEL, detections);
    send(EventSerdes.write(topics.detections(), frame.source() + frame.id(), event));
  }

  /** A topic of its own with one event about frame a. */
  private String outputOf(String suffix, List<Detection> detections) throws Exception {
    String output = topics.images() + "." + suffix;
    Topics.createKept(admin, output);
    DetectionEvent event = new DetectionEvent(frame("a"), Optional.empty(), MODEL, detections);
    send(EventSerdes.write(output, "a", event));
    return output;
  }

  private void dropped(String id) throws Exception {
    FrameDropped event =
        new FrameDropped(
            new FrameOrigin(id, "lobby", Optional.empty(), Optional.empty()),
            new InputPosition(topics.images(), 0, 7),
            MODEL,
            DropReason.TOO_OLD,
            800);
    send(EventSerdes.write(topics.detections(), id, event));
  }

  private void deadLetter(String id) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write(
            topics.deadLetters(),
            new ImageEvent(
                id, "lobby", Optional.empty(), Optional.empty(), Optional.empty(), new byte[] {1}));
    Map.of("topic", topics.images(), "partition", "0", "offset", "8")
        .forEach(
            (name, value) ->
                record.headers().add(DeadLetterHeaders.ERRORS + name, value.getBytes(US_ASCII)));
    send(record);
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
    return producer.send(record).get();
  }

  private static FrameInfo frame(String id) {
    return frame(id, "lobby");
  }

  private static FrameInfo frame(String id, String source) {
    return new FrameInfo(id, source, Optional.empty(), Optional.empty(), 640, 384);
  }
}
