package dev.skipstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes the events itself, so that it knows what the figures are. */
@Timeout(60)
class EvaluateIT {
  private static final ModelIdentity MODEL = new ModelIdentity("street", 1, "sha256:00");
  private static final BoundingBox BOX = new BoundingBox(10, 20, 60, 60);

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
    // Found as it is; overlooked; not looked at; and a frame that nobody knows the truth about.
    truth("a");
    found("a", List.of(new Detection("car", 3, 0.9, BOX)));
    truth("b");
    found("b", List.of());
    truth("c");
    found("d", List.of(new Detection("car", 3, 0.99, BOX)));
  }

  @AfterEach
  void close() {
    producer.close();
    admin.close();
  }

  @Test
  void joinsTruthAndDetectionsByFrame() throws Exception {
    JsonNode report = new ObjectMapper().readTree(Printed.by(arguments("--json")));

    assertThat(report.get("scored").asInt()).isEqualTo(2);
    assertThat(report.get("withoutTruth").asInt()).isEqualTo(1);
    assertThat(report.get("withoutDetections").asInt()).isEqualTo(1);
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

  private String[] arguments(String... options) {
    return Stream.concat(
            Stream.of(
                "evaluate",
                "--bootstrap-servers=" + SharedBroker.bootstrapServers(),
                "--output=" + topics.detections(),
                "--ground-truth=" + groundTruth),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private void truth(String id) throws Exception {
    TrueObject car =
        new TrueObject("car", 3, BOX, Optional.empty(), Optional.empty(), /* crowd= */ false);
    send(EventSerdes.write(groundTruth, new GroundTruth(frame(id), List.of(car))));
  }

  private void found(String id, List<Detection> detections) throws Exception {
    DetectionEvent event = new DetectionEvent(frame(id), Optional.empty(), MODEL, detections);
    send(EventSerdes.write(topics.detections(), id, event));
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
  }

  private static FrameInfo frame(String id) {
    return new FrameInfo(id, "lobby", Optional.empty(), Optional.empty(), 640, 384);
  }
}
