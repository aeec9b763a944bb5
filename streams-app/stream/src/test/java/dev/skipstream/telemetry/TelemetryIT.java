package dev.skipstream.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.camera.CameraStatus;
import dev.skipstream.camera.report.CameraBoard;
import dev.skipstream.camera.report.CameraMetrics;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.health.HealthServer;
import dev.skipstream.health.HttpProbe;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.stream.TextPublisher;
import dev.skipstream.stream.internal.telemetry.ScriptedGpuMetrics;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the HTTP endpoints of an app while it streams through a real broker. */
@Timeout(120)
class TelemetryIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final StreamHealth health = new StreamHealth(List.of(ScriptedDetector.MODEL));
  private HealthServer console;
  private HttpProbe probe;
  private DetectionStream app;
  private CompletableFuture<Void> running;

  @BeforeEach
  void start() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, 1_000_000);
    }
    console = HealthServer.start("127.0.0.1", 0, health, metrics);
    probe = new HttpProbe(console.port());
    FrameAge limit = new FrameAge(Duration.ofMinutes(10), FrameAge.Clock.CAPTURE);
    app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    new FrameRules(Optional.of(limit), Map.of(), OnOutage.DEAD_LETTER),
                    StreamSettings.DEFAULT,
                    BatchSettings.DEFAULT)
                .models(
                    new LoadedModels(
                        ScriptedApp.devices(new ScriptedDetector(this::onceLoaded)),
                        ModelUpdates.NONE,
                        Optional.of(shadow())))
                .telemetry(new Telemetry(metrics.registry(), health))
                .build());
    running = CompletableFuture.runAsync(app::run);
  }

  @AfterEach
  void stop() {
    loaded.countDown();
    app.stop();
    running.exceptionally(failure -> null).join();
    console.close();
    metrics.close();
  }

  @Test
  void countsEachFrameUnderItsOutcomeAndReason() throws Exception {
    loaded.countDown();
    publishTooOld();
    TextPublisher.publish(
        CLIENT, topics.images(), 1, List.of("a", "b", "c", "poison", "damaged", "bug", "d"));
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(8, PATIENCE)).hasSize(8);
    }

    List<String> lines = probe.get("/metrics").body().lines().toList();

    assertThat(lines)
        .filteredOn(line -> line.startsWith("skipstream_frames_total") && !line.endsWith(" 0.0"))
        .containsExactlyInAnyOrder(
            frames("detected", "none", 4),
            frames("dropped", "too-old", 1),
            frames("rejected", "inference-failed", 1),
            frames("rejected", "damaged-image", 1),
            frames("rejected", "internal", 1));
    assertThat(lines)
        .contains(
            "skipstream_stage_seconds_count{stage=\"inference\"} 4",
            "skipstream_end_to_end_seconds_count{pipeline=\"%s\"} 4".formatted(pipeline()),
            "skipstream_inflight_frames 0.0",
            "skipstream_model_info{digest=\"sha256:00\",format=\"unknown\",kernels=\"unknown\",libtorch=\"unknown\",name=\"scripted\",result_version=\"unknown\",version=\"1\"}"
                + " 1");
    assertThat(value(lines, "skipstream_capture_skew_seconds{")).isBetween(3_590.0, 3_700.0);
    assertThat(value(lines, "skipstream_device_busy_seconds_total{device=\"scripted:0\"}"))
        .isPositive();
    assertThat(value(lines, "skipstream_batch_size_frames_sum")).isGreaterThanOrEqualTo(5);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("kafka_consumer_fetch_manager_records_consumed_total{"))
        .anyMatch(line -> line.startsWith("kafka_stream_thread_"))
        .anyMatch(line -> line.startsWith("kafka_producer_"));
  }

  @Test
  void isReadyFromTheWarmUpUntilTheStopAndLiveUntilTheEnd() throws Exception {
    HttpResponse<String> loading = probe.get("/health/ready");
    assertThat(loading.statusCode()).isEqualTo(503);
    assertThat(loading.body()).contains("\"status\":\"starting\"", "\"warm\":false");
    assertThat(probe.get("/health/live").statusCode()).isEqualTo(200);

    loaded.countDown();
    // One answer: a second one may meet the group's next rebalance.
    HttpResponse<String> ready =
        await()
            .atMost(PATIENCE)
            .until(() -> probe.get("/health/ready"), answer -> answer.statusCode() == 200);
    assertThat(ready.body())
        .contains("\"status\":\"ready\"", "\"streams\":\"RUNNING\"", "\"warm\":true");

    app.stop();
    running.join();
    assertThat(probe.get("/health/ready").statusCode()).isEqualTo(503);
    HttpResponse<String> ended = probe.get("/health/live");
    assertThat(ended.statusCode()).isEqualTo(503);
    assertThat(ended.body()).contains("\"status\":\"stopping\"");
  }

  @Test
  void isNoLongerLiveOnceTheStreamHasFailed() throws Exception {
    loaded.countDown();
    TextPublisher.publish(CLIENT, topics.images(), 1, List.of("device"));

    await().atMost(PATIENCE).until(() -> probe.get("/health/live").statusCode() == 503);
    assertThat(probe.get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void theDocumentationListsTheMetricsOfARunningStream() throws Exception {
    // Commands report this when they load an archive: scripted models have none.
    new ModelMetrics(metrics.registry())
        .loaded(ScriptedDetector.MODEL, "scripted:0", Duration.ofSeconds(1));
    reportACamera();
    loaded.countDown();
    await().atMost(PATIENCE).until(() -> probe.get("/health/ready").statusCode() == 200);

    List<MetricsPage.Metric> found = MetricsPage.metrics(probe.get("/metrics").body());
    if (Boolean.getBoolean(MetricsPage.WRITE)) {
      MetricsPage.write(found);
    }

    assertThat(MetricsPage.rows())
        .as(MetricsPage.HOW_TO_WRITE)
        .containsExactlyElementsOf(found.stream().map(MetricsPage.Metric::row).sorted().toList());
    assertThat(found).filteredOn(MetricsPage.Metric::isOurs).allSatisfy(TelemetryIT::followsGuide);

    checkDashboardAndAlerts();
  }

  /**
   * Checks each metric and label that the dashboard and the alerts name, by the same stream: one
   * more start would cost more than all of this.
   */
  private void checkDashboardAndAlerts() throws Exception {
    ScriptedGpuMetrics.register(metrics.registry());
    TextPublisher.publish(CLIENT, topics.images(), 1, List.of("a"));
    TopicPartition input = new TopicPartition(topics.images(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(CLIENT, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        // The lag of a partition exists after its first record, and the stream exports new metrics
        // each minute. So another consumer reads the record, and is exported at once.
        KafkaClientMetrics exported = new KafkaClientMetrics(consumer)) {
      consumer.assign(List.of(input));
      consumer.seekToBeginning(List.of(input));
      await().atMost(PATIENCE).until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
      exported.bindTo(metrics.registry());

      Map<String, Set<String>> known = OperationsFiles.metrics(probe.get("/metrics").body());
      assertThat(OperationsFiles.queries())
          .flatExtracting(query -> OperationsFiles.faults(query, known))
          .isEmpty();
    }
  }

  /** Adds the metrics that a publisher of cameras has. */
  private void reportACamera() {
    CameraBoard board = new CameraBoard();
    board.post(
        List.of(
            new CameraStatus(
                "gate", true, Optional.empty(), 1, 0, 0, 0, 0, 0, 0, Optional.of(Instant.now()))));
    new CameraMetrics(metrics.registry(), board, Clock.systemUTC()).refresh();
  }

  /** Checks a name by https://prometheus.io/docs/practices/naming/. */
  private static void followsGuide(MetricsPage.Metric metric) {
    assertThat(metric.name()).matches("skipstream_[a-z]+(_[a-z]+)*");
    assertThat(metric.help()).as(metric.name()).isNotEmpty();
    assertThat(metric.name().endsWith("_total"))
        .as(metric.name())
        .isEqualTo(metric.type().equals("counter"));
    if (!metric.type().equals("counter") && !metric.name().matches(".*_(info|up)")) {
      assertThat(metric.unit()).as("unit of " + metric.name()).isNotEmpty();
    }
    assertThat(metric.name())
        .doesNotContainPattern(
            "_(percent|ms|millis|milliseconds|micros|nanos|ns|minutes|kb|mb)(_|$)");
  }

  /** A shadow model that gets no frame. */
  private ShadowSettings shadow() {
    ModelIdentity second = new ModelIdentity("scripted", 2, "sha256:02");
    return new ShadowSettings(
        "models:/scripted/2",
        Optional.of(second),
        new DeviceModels("scripted:shadow", List.of(new ScriptedDetector(second))),
        ModelUpdates.NONE,
        1e-9,
        topics.images() + ".shadow");
  }

  /** The detector's first answer takes as long as the test wants. */
  private long onceLoaded() {
    try {
      loaded.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1_000_000;
  }

  private void publishTooOld() throws Exception {
    ImageEvent event =
        new ImageEvent(
            "1",
            "camera",
            Optional.empty(),
            Optional.of(Instant.now().minus(Duration.ofHours(1))),
            Optional.empty(),
            "old".getBytes(UTF_8));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(EventSerdes.write(topics.images(), event)).get();
    }
  }

  private String pipeline() {
    return topics.images() + "-" + topics.detections();
  }

  private String frames(String outcome, String reason, int count) {
    return "skipstream_frames_total{outcome=\"%s\",pipeline=\"%s\",reason=\"%s\"} %d.0"
        .formatted(outcome, pipeline(), reason, count);
  }

  private static double value(List<String> lines, String start) {
    String line = lines.stream().filter(one -> one.startsWith(start)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
