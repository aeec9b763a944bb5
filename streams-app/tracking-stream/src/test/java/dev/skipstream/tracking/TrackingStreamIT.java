package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.health.HttpProbe;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TrackTopics;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests tracking with a real broker. */
@Timeout(240)
class TrackingStreamIT {
  private static final String SERVERS = SharedBroker.bootstrapServers();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CAMERAS = 5;
  private static final int PARTITIONS = 3;
  private static final int FRAMES = 150;

  @TempDir private Path folder;
  private final TrackTopics topics = TrackTopics.of(SharedBroker.uniqueName("detections"));
  private final List<ProducerRecord<byte[], byte[]>> records =
      new ScriptedCameras(topics.detections(), CAMERAS, PARTITIONS).records(FRAMES);
  private final List<TrackingApp> apps = new ArrayList<>();
  private final WrittenEvents written = new WrittenEvents(SERVERS);
  private Path rules;

  @BeforeEach
  void publish() throws Exception {
    rules = Files.writeString(folder.resolve("zones.yaml"), ScriptedCameras.rules(CAMERAS));
    DetectionTopic.create(written.admin(), topics.detections(), PARTITIONS);
    DetectionTopic.publish(SERVERS, records);
  }

  @AfterEach
  void close() {
    apps.forEach(TrackingApp::close);
    written.close();
  }

  @Test
  void anyInstanceAnswersForTheCountsOfAll() throws Exception {
    String application = topics.detections() + "-app";
    start(application, topics);
    start(application, topics);
    awaitCommitted(application);
    Map<String, LineCount> table = written.counts(topics);

    for (TrackingApp app : apps) {
      JsonNode all = answer(app, "/v1/counts", 200);
      assertThat(counts(all)).containsExactlyInAnyOrderElementsOf(table.values());
      for (int camera = 0; camera < CAMERAS; camera++) {
        String name = ScriptedCameras.name(camera);
        JsonNode one = answer(app, "/v1/counts?camera=" + name, 200);
        assertThat(one.get("partition").asInt()).isEqualTo(camera % PARTITIONS);
        assertThat(one.get("lastFrame").asText())
            .isEqualTo(ScriptedCameras.START.plusMillis(200L * (FRAMES - 1)).toString());
        assertThat(counts(one))
            .isNotEmpty()
            .containsExactlyInAnyOrderElementsOf(
                table.values().stream().filter(each -> each.camera().equals(name)).toList());
      }
      assertThat(answer(app, "/v1/counts?camera=gaet", 404).get("error").asText())
          .isEqualTo("no frame of camera gaet was tracked");
      assertThat(answer(app, "/v1/counts?from=now", 400).get("error").asText())
          .isEqualTo("'from' is 'now': expected a time such as 2026-11-23T10:15:30Z");
      assertThat(answer(app, "/v1/counts?line=other", 200).get("counts")).isEmpty();
    }
    // Each answers for a part of the partitions alone, or the test shows nothing.
    assertThat(apps)
        .allSatisfy(
            app ->
                assertThat(answer(app, "/v1/counts?local=true", 200).get("partitions").size())
                    .isBetween(1, PARTITIONS - 1));
  }

  @Test
  void anAnswerIsCompleteOrAnError() throws Exception {
    String application = topics.detections() + "-app";
    start(application, topics);
    start(application, topics);
    awaitCommitted(application);
    answer(apps.get(0), "/v1/counts", 200);
    int gone = apps.get(1).port();

    // The port of a killed instance: its partitions are not yet assigned to another one.
    apps.get(1).closeServer();

    JsonNode failure = answer(apps.get(0), "/v1/counts", 503);
    assertThat(failure.get("error").asText())
        .startsWith("instance 127.0.0.1:%d does not answer".formatted(gone));
  }

  @Test
  void twoReplaysHaveTheSameBytes() throws Exception {
    TrackTopics again =
        new TrackTopics(
            topics.detections(),
            topics.tracks() + ".2",
            topics.happenings() + ".2",
            topics.counts() + ".2",
            topics.rules() + ".2");
    start(topics.detections() + "-one", topics);
    start(topics.detections() + "-two", again);
    awaitCommitted(topics.detections() + "-one");
    awaitCommitted(topics.detections() + "-two");

    assertThat(written.of(topics.tracks())).isEqualTo(written.of(again.tracks()));
    assertThat(written.of(topics.happenings())).isEqualTo(written.of(again.happenings()));
    assertThat(written.of(topics.counts())).isEqualTo(written.of(again.counts()));
    assertThat(written.of(topics.tracks()).values().stream().mapToInt(List::size).sum())
        .isEqualTo(CAMERAS * FRAMES);
    assertThat(apps.get(0).metrics())
        .contains(
            "skipstream_tracking_frames_total{outcome=\"tracked\"} %d.0"
                .formatted(CAMERAS * FRAMES),
            "skipstream_tracking_frames_total{outcome=\"repeated\"} %d.0".formatted(CAMERAS * 8));
  }

  @Test
  void rejectsTopicsThatDoNotFit() throws Exception {
    written.admin().createTopics(List.of(new NewTopic(topics.tracks(), 1, (short) 1))).all().get();
    TrackingApp narrow = start(topics.detections() + "-app", topics);
    assertThatThrownBy(narrow::awaitEnd)
        .hasRootCauseInstanceOf(BrokerException.class)
        .hasRootCauseMessage(
            "topic %s has 1 partitions, and topic %s has 3: expected at least as many; add partitions to %s"
                .formatted(topics.tracks(), topics.detections(), topics.tracks()));
    apps.clear();
  }

  private TrackingApp start(String application, TrackTopics to) throws Exception {
    TrackingApp app =
        TrackingApp.start(SERVERS, application, to, rules, folder.resolve(application));
    apps.add(app);
    return app;
  }

  private void awaitCommitted(String application) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                apps.stream().allMatch(TrackingApp::isRunning)
                    && written.committed(application) == records.size());
  }

  private static JsonNode answer(TrackingApp app, String path, int status) throws Exception {
    // While the group assigns partitions, an instance says that some have no owner.
    HttpResponse<String> answer =
        await()
            .atMost(PATIENCE)
            .until(() -> new HttpProbe(app.port()).get(path), each -> each.statusCode() == status);
    return JSON.readTree(answer.body());
  }

  private static List<LineCount> counts(JsonNode answer) throws Exception {
    List<LineCount> counts = new ArrayList<>();
    for (JsonNode each : answer.get("counts")) {
      counts.add(EventSerdes.readLineCount(each.toString().getBytes(UTF_8)));
    }
    return counts;
  }
}
