package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.NiceValue;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A second model beside a stream. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ShadowIT {
  private static final int PARTITIONS = 2;
  private static final ModelIdentity SECOND = new ModelIdentity("scripted", 2, "sha256:02");
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private static final String SHADOW = "models:/scripted@shadow";

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final String shadowTopic = topics.images() + ".shadow";
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private RunningStream app;

  @BeforeEach
  void createTopics() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void itsAnswersAreWrittenAndComparedWithTheFirsts() throws Exception {
    start(0, 1, frames -> {});
    for (int i = 0; i < 10; i++) {
      publish(List.of("t" + i));
      awaitFrames(i + 1);
    }

    assertThat(frames("compared")).isEqualTo(10);
    assertThat(meters.get("skipstream.shadow.findings").tag("agreement", "same").counter().count())
        .isEqualTo(10);
    Map<InputPosition, DetectionEvent> first = events(topics.detections(), 10);
    Map<InputPosition, DetectionEvent> second = events(shadowTopic, 10);
    assertThat(second.keySet()).isEqualTo(first.keySet());
    second.forEach(
        (input, event) -> {
          assertThat(event.model().identity()).isEqualTo(SECOND);
          assertThat(event.frame()).isEqualTo(first.get(input).frame());
          assertThat(event.detections()).isEqualTo(first.get(input).detections());
          assertThat(first.get(input).model().identity()).isEqualTo(ScriptedDetector.MODEL);
        });
  }

  @Test
  void aSlowOneHoldsNothingUpAndFramesAreCountedThatItPassesOver() throws Exception {
    start(500, 1, frames -> {});
    List<String> texts = IntStream.range(0, 400).mapToObj(i -> "t" + i).toList();
    long started = System.nanoTime();
    publish(texts);
    events(topics.detections(), texts.size());
    Duration took = Duration.ofNanos(System.nanoTime() - started);

    awaitFrames(texts.size());
    assertThat(frames("dropped")).isPositive();
    // Had it been waited for, it would have taken 200 seconds.
    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void oneThatFailsHarmsNothing() throws Exception {
    start(
        0,
        1,
        frames -> {
          if (arePublished(frames)) {
            throw new DetectorException("the second model fails", null);
          }
        });
    publish(List.of("t1"));
    awaitFrames(1);
    publish(List.of("t2"));
    awaitFrames(2);

    assertThat(frames("failed")).isEqualTo(2);
    assertThat(events(topics.detections(), 2)).hasSize(2);
  }

  @Test
  void seesItsShareAlone() throws Exception {
    start(0, 1e-9, frames -> {});
    publish(List.of("t1", "t2", "t3"));
    assertThat(events(topics.detections(), 3)).hasSize(3);

    assertThat(allFrames()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void givesWayOnTheProcessors() throws Exception {
    BlockingQueue<Integer> nice = new LinkedBlockingQueue<>();
    start(
        "cpu",
        0,
        1,
        frames -> {
          if (arePublished(frames)) {
            nice.add(NiceValue.ofThisThread());
          }
        });
    publish(List.of("t1"));
    awaitFrames(1);

    assertThat(nice)
        .singleElement()
        .satisfies(value -> assertThat(value).isGreaterThan(NiceValue.ofThisThread()));
  }

  @Test
  void startsAndStopsWithItsAliasWhileTheStreamRuns() throws Exception {
    try (ModelRegistry registry = registry()) {
      registry.register("scripted", ModelFixtures.manifest("sha256:" + "01".repeat(32)));
      registry.register("scripted", ModelFixtures.manifest("sha256:" + "02".repeat(32)));
      start(
          new ShadowSettings(
              SHADOW,
              Optional.empty(),
              new DeviceModels("scripted:shadow", List.of()),
              new ModelUpdates(
                      this::registry,
                      List.of(SHADOW),
                      version ->
                          new FetchedModel(
                              version, () -> List.of(new ScriptedDetector(version.identity()))),
                      ModelUpdates.STATUS_TOPIC)
                  .unloadingDeleted(),
              1,
              shadowTopic));
      publish(List.of("t1"));
      assertThat(events(topics.detections(), 1)).hasSize(1);
      assertThat(allFrames()).as("without its alias there is no shadow model").isZero();

      registry.setAlias("scripted", "shadow", 2);
      awaitStatus("shadows 2");
      publish(List.of("t2"));
      awaitFrames(1);
      assertThat(frames("compared")).isEqualTo(1);

      registry.deleteAlias("scripted", "shadow");
      awaitStatus("stopped 2");
      publish(List.of("t3"));
      assertThat(events(topics.detections(), 3)).hasSize(3);
      assertThat(allFrames()).isEqualTo(1);
      assertThat(statuses()).containsExactly("shadows 2", "stopped 2");
    }
  }

  private ModelRegistry registry() {
    return LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), "ann");
  }

  private void awaitStatus(String status) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(statuses()).contains(status));
  }

  /** Returns what this test's instance has reported of its shadow model. */
  private List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    try (Admin admin = SharedBroker.admin()) {
      if (!Topics.exists(admin, ModelUpdates.STATUS_TOPIC)) {
        return statuses;
      }
      try (CommittedReader reader = new CommittedReader(admin, CLIENT)) {
        reader.readAll(
            List.of(ModelUpdates.STATUS_TOPIC),
            record -> {
              ModelStatus status = status(record);
              if (status.instance().startsWith(topics.images() + "-app@")) {
                assertThat(status.reference()).isEqualTo(SHADOW);
                statuses.add(status.outcome() + " " + status.model().identity().version());
              }
            });
      }
    }
    return statuses;
  }

  private static ModelStatus status(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readModelStatus(record.headers(), record.value());
    } catch (InvalidEventException e) {
      throw new AssertionError(e);
    }
  }

  /** Selects published frames, not those of the warm-up. */
  private static boolean arePublished(List<Frame> frames) {
    return frames.stream().map(ScriptedFrames::textOf).anyMatch(text -> text.startsWith("t"));
  }

  private void start(int shadowMillis, double share, Consumer<List<Frame>> beforeBatch) {
    start("scripted:shadow", shadowMillis, share, beforeBatch);
  }

  private void start(
      String device, int shadowMillis, double share, Consumer<List<Frame>> beforeBatch) {
    ScriptedDetector second =
        new ScriptedDetector(
            SECOND, () -> TimeUnit.MILLISECONDS.toNanos(shadowMillis), beforeBatch);
    start(
        new ShadowSettings(
            "models:/scripted/2",
            Optional.of(SECOND),
            new DeviceModels(device, List.of(second)),
            ModelUpdates.NONE,
            share,
            shadowTopic));
  }

  private void start(ShadowSettings shadow) {
    app =
        RunningStream.start(
            new DetectionStream(
                ScriptedApp.settings(
                        CLIENT,
                        topics.images() + "-app",
                        topics,
                        StreamSettings.DEFAULT,
                        BatchSettings.DEFAULT)
                    .models(
                        new LoadedModels(
                            ScriptedApp.devices(new ScriptedDetector()),
                            ModelUpdates.NONE,
                            Optional.of(shadow)))
                    .telemetry(
                        new Telemetry(meters, new StreamHealth(List.of(ScriptedDetector.MODEL))))
                    .build()));
    await().atMost(PATIENCE).until(app::isReady);
  }

  private void publish(List<String> texts) throws Exception {
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
  }

  private void awaitFrames(int count) {
    await().atMost(PATIENCE).until(() -> allFrames() == count);
  }

  private double allFrames() {
    return frames("compared") + frames("dropped") + frames("failed");
  }

  private double frames(String outcome) {
    return meters.get("skipstream.shadow.frames").tag("outcome", outcome).counter().count();
  }

  private Map<InputPosition, DetectionEvent> events(String topic, int count) throws Exception {
    TopicNames read = new TopicNames(topics.images(), topic, topics.deadLetters());
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), read)) {
      Map<InputPosition, DetectionEvent> events = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : reader.read(count, PATIENCE)) {
        DetectionEvent event = EventSerdes.readDetection(record.value());
        events.put(event.input().orElseThrow(), event);
      }
      return events;
    }
  }
}
