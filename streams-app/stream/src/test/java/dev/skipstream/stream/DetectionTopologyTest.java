package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.internal.frame.DecodedFrameBudget;
import dev.skipstream.stream.internal.frame.FrameFunction;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.Crashes;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.outcome.Timing;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DetectionTopologyTest {
  private static final TopicNames TOPICS = TopicNames.of("images");
  private static final ImageTopic INPUT = new ImageTopic(new Uuid(1, 2), 1, 100_000);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Instant CAPTURED = Instant.parse("2026-11-23T10:15:30.120Z");

  private static final Pipeline PIPELINE = new Pipeline(TOPICS, ScriptedDetector.MODEL);
  private static final ModelIdentity PINNED = new ModelIdentity("scripted", 2, "sha256:02");
  private static final FrameRules RULES =
      new FrameRules(
          Optional.of(new FrameAge(Duration.ofDays(36_500), FrameAge.Clock.CAPTURE)),
          Map.of("models:/scripted/2", PINNED),
          OnOutage.DEAD_LETTER);

  @TempDir Path folder;

  private MeterRegistry meters;
  private Suspects suspects;
  private FrameWorkers workers;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> images;
  private TestOutputTopic<byte[], byte[]> detections;
  private TestOutputTopic<byte[], byte[]> deadLetters;

  @BeforeEach
  void start() throws IOException {
    suspects = Suspects.of(CrashJournal.open(folder));
    meters = new SimpleMeterRegistry();
    FrameMetrics metrics = new FrameMetrics(meters);
    workers =
        FrameWorkers.start(
            new ActiveModels(
                List.of(
                    new DeviceModels(
                        "scripted", List.of(new ScriptedDetector(), new ScriptedDetector(PINNED)))),
                Map.of(PIPELINE.reference(), ScriptedDetector.MODEL)),
            new FrameWorkers.Tools(
                ScriptedFrames::decode,
                DetectionTopologyTest::fetch,
                new DecodedFrameBudget(8, 1 << 20, LIMIT),
                suspects,
                metrics,
                Optional.empty()),
            RULES,
            BatchSettings.DEFAULT);
    AsyncStage<byte[], byte[], Outcome> stage =
        new AsyncStage<>(
            "detect",
            new FrameFunction(workers, PIPELINE, INPUT),
            new Credits(8, 1 << 20),
            new AsyncStage.Limits(Duration.ofMillis(5), LIMIT, LIMIT));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    driver =
        new TopologyTestDriver(
            DetectionTopology.build(
                List.of(
                    new DetectionTopology.Part(
                        TOPICS,
                        INPUT,
                        outputs(),
                        Safeguards.ALL,
                        stage,
                        metrics.outcomes(TOPICS),
                        FrameTraces.NONE)),
                AutoOffsetReset.earliest()),
            config);
    images =
        driver.createInputTopic(
            TOPICS.images(), new ByteArraySerializer(), new ByteArraySerializer());
    detections = output(TOPICS.detections());
    deadLetters = output(TOPICS.deadLetters());
  }

  private static OutputLimits outputs() {
    return OutputLimits.fixed(
        Map.of(
            TOPICS.detections(),
            output(TOPICS.detections(), 1_048_588),
            TOPICS.deadLetters(),
            output(TOPICS.deadLetters(), INPUT.maxRecordBytes() + (256 << 10))),
        10_000_000);
  }

  private static OutputTopic output(String name, int maxBytes) {
    return new OutputTopic(
        name, 1, maxBytes, false, false, Duration.ofDays(36_500), Duration.ofHours(1), false);
  }

  @AfterEach
  void close() {
    driver.close();
    workers.close();
    suspects.close();
  }

  @Test
  void anImageEventBecomesADetectionEventThatNamesItsInputAndItsModel() throws Exception {
    ProducerRecord<byte[], byte[]> image =
        EventSerdes.write(
            "images",
            new ImageEvent(
                "lobby-1/000042",
                "lobby-1",
                Optional.of(42L),
                Optional.of(CAPTURED),
                Optional.of("image/jpeg"),
                ScriptedFrames.image("cat")));
    images.pipeInput(new TestRecord<>(image.key(), image.value(), image.headers(), 1_234L));

    TestRecord<byte[], byte[]> out = detections.readRecord();
    DetectionEvent event = EventSerdes.readDetection(out.value());
    assertThat(event.frame().id()).isEqualTo("lobby-1/000042");
    assertThat(event.frame().sequence()).contains(42L);
    assertThat(event.frame().capturedAt()).contains(CAPTURED);
    assertThat(event.frame().width()).isEqualTo(16);
    assertThat(event.input()).contains(new InputPosition("images", 0, 0));
    assertThat(event.model().identity()).isEqualTo(ScriptedDetector.MODEL);
    assertThat(event.detections()).isEqualTo(ScriptedDetector.detectionsOf("cat"));
    assertThat(out.key()).isEqualTo("lobby-1".getBytes(UTF_8));
    assertThat(out.timestamp()).isEqualTo(1_234L);
    assertThat(text(out, "ce_type")).isEqualTo(DetectionEvent.TYPE);
    assertThat(text(out, "ce_id")).isEqualTo(EventId.of(INPUT.id(), 0, 0, EventId.Role.OUTCOME));
    assertThat(text(out, Timing.HEADER))
        .matches("queue=\\d+\\.\\d,decode=\\d+\\.\\d,inference=\\d+\\.\\d,total=\\d+\\.\\d");
    assertThat(text(out, EventHeaders.BATCH)).isEqualTo("1");
    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(meters.get("skipstream.frames").tag("outcome", "detected").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("skipstream.capture.skew").gauge().value())
        .isEqualTo((1_234 - CAPTURED.toEpochMilli()) / 1e3);
  }

  /** The scripted image has 16 x 16 pixels. */
  @Test
  void theBoxesOfAPartOfAFrameAreInPixelsOfTheCamera() throws Exception {
    pipe(viewed(new CameraView(1920, 1080, 480, 270, 0.5)), 1_234L);

    DetectionEvent event = EventSerdes.readDetection(detections.readRecord().value());
    assertThat(event.frame().width()).isEqualTo(1920);
    assertThat(event.frame().height()).isEqualTo(1080);
    FrameView view = event.frame().view().orElseThrow();
    assertThat(view.x()).isEqualTo(480);
    assertThat(view.y()).isEqualTo(270);
    assertThat(view.scale()).isEqualTo(0.5);
    List<Detection> inPicture = ScriptedDetector.detectionsOf("cat");
    assertThat(inPicture).isNotEmpty();
    assertThat(event.detections())
        .isEqualTo(
            inPicture.stream()
                .map(found -> found.withBox(view.toFrame(found.box(), 1920, 1080)))
                .toList());
    assertThat(event.detections()).isNotEqualTo(inPicture);
    assertThat(event.detections().stream().map(view::toPicture).toList()).isEqualTo(inPicture);
  }

  @Test
  void aViewThatIsLargerThanItsFrameIsADeadLetterWithItsReason() {
    pipe(viewed(new CameraView(20, 20, 10, 0, 1)), 1_234L);

    TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
    assertThat(text(dead, "skipstream.reason")).isEqualTo("invalid-event");
    assertThat(text(dead, "__streams.errors.message"))
        .contains("ce_view: view of 16 x ", "at x=10 y=0", "exceeds its frame of 20 x 20");
    assertThat(detections.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "camera=1920x1080,x=-1,y=0,scale=0.5",
        "camera=1920x1080,x=0,y=0,scale=NaN",
        "camera=1920x1080,x=1920,y=0,scale=0.5",
        "camera=1920x1080",
        "nonsense"
      })
  void aBadViewIsADeadLetterThatQuotesIt(String view) {
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write("images", viewed(new CameraView(1920, 1080, 0, 0, 0.5)));
    record.headers().remove("ce_view").add("ce_view", view.getBytes(UTF_8));

    images.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), 1L));

    TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
    assertThat(text(dead, "skipstream.reason")).isEqualTo("invalid-event");
    assertThat(text(dead, "__streams.errors.message")).contains("ce_view is '" + view + "'");
    assertThat(detections.isEmpty()).isTrue();
  }

  private static ImageEvent viewed(CameraView view) {
    return event("cat", Optional.empty(), Optional.empty(), Optional.empty()).withView(view);
  }

  @Test
  void aBareImageWithoutHeadersOrKeyIsTaken() throws Exception {
    images.pipeInput(new TestRecord<>(null, ScriptedFrames.image("cat"), new RecordHeaders(), 7L));

    TestRecord<byte[], byte[]> out = detections.readRecord();
    assertThat(out.key()).isNull();
    assertThat(EventSerdes.readDetection(out.value()).frame().id()).isEqualTo("images-0-0");
  }

  @Test
  void traceContextGoesOnWithTheOutcome() {
    Headers headers = new RecordHeaders();
    headers.add(
        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8));
    headers.add("unrelated", "x".getBytes(UTF_8));

    images.pipeInput(new TestRecord<>(null, ScriptedFrames.image("cat"), headers, 7L));

    TestRecord<byte[], byte[]> out = detections.readRecord();
    assertThat(text(out, "traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");
    assertThat(out.headers().lastHeader("unrelated")).isNull();
  }

  @Test
  void aBadRecordBecomesADeadLetterAsItCame() {
    Headers headers = new RecordHeaders();
    headers.add("camera", new byte[] {1, 2, (byte) 0xff});
    byte[] key = {(byte) 0xc3, 0x28};
    images.pipeInput("first".getBytes(UTF_8), ScriptedFrames.image("cat"));
    images.pipeInput(new TestRecord<>(key, ScriptedFrames.image("damaged 1"), headers, 99L));

    TestRecord<byte[], byte[]> out = deadLetters.readRecord();
    assertThat(out.key()).isEqualTo(key);
    assertThat(out.value()).isEqualTo(ScriptedFrames.image("damaged 1"));
    assertThat(out.timestamp()).isEqualTo(99L);
    assertThat(out.headers().lastHeader("camera").value()).containsExactly(1, 2, 0xff);
    assertThat(text(out, "skipstream.reason")).isEqualTo("damaged-image");
    assertThat(text(out, "__streams.errors.exception")).endsWith("InvalidImageException");
    assertThat(text(out, "__streams.errors.message")).isEqualTo("cut short");
    assertThat(text(out, "__streams.errors.topic")).isEqualTo("images");
    assertThat(text(out, "__streams.errors.partition")).isEqualTo("0");
    assertThat(text(out, "__streams.errors.offset")).isEqualTo("1");
    assertThat(detections.readRecordsToList()).hasSize(1);
  }

  @Test
  void everyKindOfBadRecordHasItsReason() {
    Headers notAnImage = new RecordHeaders();
    notAnImage.add("ce_specversion", "1.0".getBytes(UTF_8));
    notAnImage.add("ce_id", "1".getBytes(UTF_8));
    notAnImage.add("ce_source", "x".getBytes(UTF_8));
    notAnImage.add("ce_type", "com.example.other".getBytes(UTF_8));
    images.pipeInput(new TestRecord<>(null, ScriptedFrames.image("cat"), notAnImage, 1L));
    images.pipeInput((byte[]) null, (byte[]) null);
    images.pipeInput(null, ScriptedFrames.image("poison"));
    images.pipeInput(null, ScriptedFrames.image("bug"));

    assertThat(deadLetters.readRecordsToList())
        .extracting(record -> text(record, "skipstream.reason"))
        .containsExactly("invalid-event", "empty-image", "inference-failed", "internal");
    assertThat(detections.isEmpty()).isTrue();
  }

  @Test
  void aFrameThatIsTooOldIsDroppedAndAccountedFor() throws Exception {
    pipe(
        event(
            "cat",
            Optional.of(Instant.parse("1900-01-01T00:00:00Z")),
            Optional.empty(),
            Optional.empty()),
        1_234L);

    TestRecord<byte[], byte[]> out = detections.readRecord();
    assertThat(text(out, "ce_type")).isEqualTo(FrameDropped.TYPE);
    assertThat(text(out, "ce_id")).isEqualTo(EventId.of(INPUT.id(), 0, 0, EventId.Role.OUTCOME));
    FrameDropped dropped = (FrameDropped) EventSerdes.readOutcome(out.headers(), out.value());
    assertThat(dropped.frame().id()).isEqualTo("lobby-1/000042");
    assertThat(dropped.input()).isEqualTo(new InputPosition("images", 0, 0));
    assertThat(dropped.model()).isEqualTo(ScriptedDetector.MODEL);
    assertThat(dropped.ageMillis()).isGreaterThan(Duration.ofDays(36_500).toMillis());
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void aPinnedFrameIsLookedAtByTheModelItAsksFor() throws Exception {
    pipe(
        event("cat", Optional.of(CAPTURED), Optional.empty(), Optional.of("models:/scripted/2")),
        1L);
    pipe(
        event("cat", Optional.of(CAPTURED), Optional.empty(), Optional.of("models:/scripted/3")),
        1L);

    assertThat(EventSerdes.readDetection(detections.readRecord().value()).model().identity())
        .isEqualTo(PINNED);
    TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
    assertThat(text(dead, "skipstream.reason")).isEqualTo("model-not-allowed");
    assertThat(text(dead, "__streams.errors.message"))
        .contains("models:/scripted/3", "models:/scripted/2", "--allow-pin");
  }

  @Test
  void anImageThatIsElsewhereIsFetched() throws Exception {
    pipe(
        event("", Optional.of(CAPTURED), Optional.of(URI.create("memory:cat")), Optional.empty()),
        1L);
    pipe(
        event("", Optional.of(CAPTURED), Optional.of(URI.create("memory:down")), Optional.empty()),
        1L);
    pipe(
        event("", Optional.of(CAPTURED), Optional.of(URI.create("memory:none")), Optional.empty()),
        1L);

    TestRecord<byte[], byte[]> out = detections.readRecord();
    assertThat(EventSerdes.readDetection(out.value()).detections())
        .isEqualTo(ScriptedDetector.detectionsOf("cat"));
    assertThat(text(out, Timing.HEADER)).contains("fetch=");
    assertThat(deadLetters.readRecordsToList())
        .extracting(record -> text(record, "skipstream.reason"))
        .containsExactly("dataref-unavailable", "dataref-not-found");
  }

  @Test
  void aFrameThatCrashedTheProcessAloneIsNotTriedAgain() throws Exception {
    close();
    Crashes.at(folder, new Position(INPUT.id(), 0, 1), 3);
    start();

    images.pipeInput(null, ScriptedFrames.image("cat"));
    images.pipeInput(null, ScriptedFrames.image("dog"));

    assertThat(detections.readRecordsToList()).hasSize(1);
    TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
    assertThat(text(dead, "skipstream.reason")).isEqualTo("native-crash");
    assertThat(dead.value()).isEqualTo(ScriptedFrames.image("dog"));
  }

  @Test
  void aDeadLetterThatNoBrokerWouldTakeLosesItsValueAndSaysSo() {
    byte[] unpacked = new byte[INPUT.maxRecordBytes() + (300 << 10)];
    System.arraycopy("damaged".getBytes(UTF_8), 0, unpacked, 0, 7);

    images.pipeInput(null, unpacked);

    TestRecord<byte[], byte[]> out = deadLetters.readRecord();
    assertThat(out.value()).isEmpty();
    assertThat(text(out, "skipstream.value-bytes")).isEqualTo(Integer.toString(unpacked.length));
  }

  @Test
  void aBrokenDeviceStopsTheStreamAndBlamesNoFrame() {
    assertThatThrownBy(() -> images.pipeInput(null, ScriptedFrames.image("device")))
        .satisfies(e -> assertThat(StopCause.of(e)).isEqualTo(StopCause.DEVICE));

    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(detections.isEmpty()).isTrue();
  }

  private static ImageEvent event(
      String text, Optional<Instant> capturedAt, Optional<URI> dataref, Optional<String> model) {
    return new ImageEvent(
        "lobby-1/000042",
        "lobby-1",
        Optional.of(42L),
        capturedAt,
        Optional.of("image/jpeg"),
        dataref,
        model,
        ScriptedFrames.image(text));
  }

  private void pipe(ImageEvent event, long timestamp) {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", event);
    images.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), timestamp));
  }

  /** A store in which each image lies under its own text. */
  private static byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    return switch (dataref.getSchemeSpecificPart()) {
      case "down" -> throw new TransientFetchException("no answer");
      case "none" ->
          throw new InvalidImageException(RejectReason.DATAREF_NOT_FOUND, "nothing there");
      default -> ScriptedFrames.image(dataref.getSchemeSpecificPart());
    };
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static String text(TestRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), UTF_8);
  }
}
