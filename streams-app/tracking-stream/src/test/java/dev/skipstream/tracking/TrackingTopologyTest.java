package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingTopologyTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final TrackTopics TOPICS = TrackTopics.of("detections");
  private static final int FRAMES = 118;
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir private Path folder;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private RuleVersions rules =
      new RuleVersions(List.of())
          .with(Instant.EPOCH, ZonesFile.parse("z", ScriptedCameras.rules(2)).cameras());
  private Counting counting = Counting.DEFAULT;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> input;

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void writesTheTracksOfEachFrameUnderTheIdOfItsDetections() throws Exception {
    start();
    pipe(new ScriptedCameras("detections", 2, 1).records(FRAMES));

    List<TracksEvent> tracks = tracks();
    assertThat(tracks).hasSize(2 * FRAMES);
    assertThat(tracks.get(0).tracks()).isEmpty();
    assertThat(tracks.get(2 * FRAMES - 1).tracks()).hasSize(4);
    assertThat(tracks.get(2 * FRAMES - 1).rules()).contains(1);
    assertThat(tracks.get(3).frame()).isEqualTo(ScriptedCameras.event(1, 1, 0.2).frame());
    assertThat(tracks.get(3).input()).isEqualTo(new InputPosition("detections", 0, 3));
  }

  @Test
  void theIdOfAnEventIsThatOfItsInputAndTheHeadersAreThoseOfAnEvent() {
    start();
    List<ProducerRecord<byte[], byte[]>> records =
        new ScriptedCameras("detections", 1, 1).records(3);
    records.get(1).headers().add("traceparent", TRACE.getBytes(UTF_8));
    pipe(records);

    List<TestRecord<byte[], byte[]>> tracks = output(TOPICS.tracks());
    assertThat(header(tracks.get(1), "ce_id"))
        .isEqualTo(EventId.of(TOPIC, 0, 1, EventId.Role.TRACKS));
    assertThat(header(tracks.get(1), "ce_type")).isEqualTo(TracksEvent.TYPE);
    assertThat(Instant.parse(header(tracks.get(1), "ce_time")))
        .isEqualTo(ScriptedCameras.START.plusMillis(200));
    assertThat(header(tracks.get(1), "traceparent")).isEqualTo(TRACE);
    assertThat(tracks.get(1).key()).isEqualTo("gate-0".getBytes(UTF_8));
    assertThat(tracks.get(1).timestamp()).isEqualTo(ScriptedCameras.START.toEpochMilli() + 200);

    List<TestRecord<byte[], byte[]>> happenings = output(TOPICS.happenings());
    assertThat(happenings).hasSizeGreaterThanOrEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(header(happenings.get(i), "ce_id"))
          .isEqualTo(EventId.of(TOPIC, 0, 1, EventId.Role.HAPPENING, i));
      assertThat(header(happenings.get(i), "traceparent")).isEqualTo(TRACE);
    }
  }

  @Test
  void countsEachCrossingInItsWindow() throws Exception {
    counting = new Counting(Duration.ofSeconds(10), Duration.ofDays(1));
    start();
    pipe(new ScriptedCameras("detections", 2, 1).records(FRAMES));

    List<HappeningEvent> crossings =
        happenings().stream().filter(each -> each.event() == Kind.LINE_CROSSED).toList();
    Map<String, LineCount> table = table();
    for (int camera = 0; camera < 2; camera++) {
      for (boolean persons : new boolean[] {true, false}) {
        long expected = ScriptedCameras.crossings(camera, FRAMES, persons);
        assertThat(sum(table, ScriptedCameras.name(camera), persons ? "person" : "car"))
            .isEqualTo(expected)
            .isPositive();
      }
    }
    assertThat(
            table.values().stream()
                .mapToLong(each -> each.leftToRight() + each.rightToLeft())
                .sum())
        .isEqualTo(crossings.size());
    assertThat(table.values()).allSatisfy(count -> assertThat(count.rules()).isEqualTo(1));
    assertThat(table.values())
        .extracting(LineCount::from)
        .contains(ScriptedCameras.START, ScriptedCameras.START.plusSeconds(20));
  }

  @Test
  void anEventOfACountIsTheSumUpToItsFrame() throws Exception {
    start();
    pipe(new ScriptedCameras("detections", 1, 1).records(FRAMES));

    long before = 0;
    for (TestRecord<byte[], byte[]> record : output(TOPICS.counts())) {
      LineCount count = EventSerdes.readLineCount(record.headers(), record.value());
      if (count.label().equals("person")) {
        assertThat(count.leftToRight() + count.rightToLeft()).isEqualTo(++before);
      }
    }
    assertThat(before).isEqualTo(ScriptedCameras.crossings(0, FRAMES, true));
  }

  @Test
  void removesTheCountsOfOldWindows() throws Exception {
    counting = new Counting(Duration.ofSeconds(5), Duration.ofSeconds(5));
    start();
    pipe(new ScriptedCameras("detections", 2, 1).records(FRAMES));

    List<TestRecord<byte[], byte[]>> records = output(TOPICS.counts());
    assertThat(records).filteredOn(record -> record.value() == null).isNotEmpty();
    Map<String, LineCount> table = table(records);
    Instant newest =
        table.values().stream().map(LineCount::from).max(Instant::compareTo).orElseThrow();
    assertThat(table.values())
        .allSatisfy(count -> assertThat(count.from()).isAfterOrEqualTo(newest.minusSeconds(10)));
    assertThat(new LineCounts(driver.getKeyValueStore(TrackingTopology.COUNTS), counting).all())
        .containsExactlyInAnyOrderElementsOf(table.values());
  }

  @Test
  void ignoresAndCountsFramesThatComeAgainOrLate() {
    start();
    pipe(new ScriptedCameras("detections", 2, 1).records(FRAMES));

    assertThat(frames(FrameOutcome.TRACKED)).isEqualTo(2 * FRAMES);
    assertThat(frames(FrameOutcome.REPEATED)).isEqualTo(2 * 6);
    assertThat(frames(FrameOutcome.LATE)).isEqualTo(2 * 5);
    CameraRecord record =
        CameraRecordFormat.decode(
            driver
                .<Bytes, byte[]>getKeyValueStore(TrackingTopology.CAMERAS)
                .get(Bytes.wrap("gate-1".getBytes(UTF_8))));
    assertThat(record.tracker().repeated()).isEqualTo(6);
    assertThat(record.tracker().late()).isEqualTo(5);
  }

  @Test
  void goesOnAfterRecordsThatCannotBeTracked() throws Exception {
    start();
    DetectionEvent good = ScriptedCameras.event(0, 0, 0);
    FrameInfo frame = good.frame();
    pipe(List.of(record("x", "{".getBytes(UTF_8), DetectionEvent.TYPE)));
    pipe(List.of(record("x", null, DetectionEvent.TYPE)));
    pipe(List.of(record("x", "{}".getBytes(UTF_8), "org.example.other")));
    pipe(at(frame, frame.source(), Optional.of(Instant.parse("+999999-01-01T00:00:00Z"))));
    pipe(at(frame, "c".repeat(1025), frame.capturedAt()));
    pipe(at(frame, frame.source(), Optional.empty()));
    pipe(
        new FrameDropped(
            new FrameOrigin("a", "gate-0", Optional.empty(), frame.capturedAt()),
            new InputPosition("images", 0, 1),
            ScriptedCameras.MODEL,
            DropReason.TOO_OLD,
            900));
    assertThat(tracks()).isEmpty();

    pipe(good);

    assertThat(tracks()).hasSize(1);
    assertThat(frames(FrameOutcome.INVALID)).isEqualTo(5);
    assertThat(frames(FrameOutcome.UNTIMED)).isEqualTo(1);
    assertThat(frames(FrameOutcome.DROPPED)).isEqualTo(1);
    assertThat(frames(FrameOutcome.TRACKED)).isEqualTo(1);
  }

  @Test
  void eachFrameHasTheRulesOfItsTime() throws Exception {
    Instant change = ScriptedCameras.START.plusSeconds(12);
    rules =
        new RuleVersions(List.of())
            .with(
                ScriptedCameras.START.plusSeconds(4),
                ZonesFile.parse("z", ScriptedCameras.rules(1)).cameras())
            .with(
                change,
                ZonesFile.parse("z", ScriptedCameras.rules(1).replace("middle", "centre"))
                    .cameras());
    start();
    pipe(new ScriptedCameras("detections", 1, 1).records(FRAMES));

    assertThat(tracks())
        .allSatisfy(
            event -> {
              Instant time = event.frame().capturedAt().orElseThrow();
              assertThat(event.rules())
                  .isEqualTo(
                      time.isBefore(ScriptedCameras.START.plusSeconds(4))
                          ? Optional.empty()
                          : Optional.of(time.isBefore(change) ? 1 : 2));
            });
    assertThat(happenings())
        .filteredOn(each -> each.event() == Kind.LINE_CROSSED)
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(each.rule())
                    .contains(each.rules().orElseThrow() == 1 ? "middle" : "centre"));
  }

  private void start() {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, "tracking");
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    p.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    driver =
        new TopologyTestDriver(
            TrackingTopology.build(
                new TrackingTopology.Parts(
                    TOPICS,
                    TOPIC,
                    TrackerSettings.PAPER,
                    counting,
                    () -> rules,
                    new TrackingMetrics(meters))),
            p);
    input =
        driver.createInputTopic("detections", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void pipe(List<ProducerRecord<byte[], byte[]>> records) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      input.pipeInput(
          new TestRecord<>(
              record.key(),
              record.value(),
              record.headers(),
              record.timestamp() == null ? 0 : record.timestamp()));
    }
  }

  private void pipe(OutcomeEvent event) {
    pipe(List.of(EventSerdes.write("detections", "id", event)));
  }

  private static DetectionEvent at(FrameInfo frame, String source, Optional<Instant> time) {
    return new DetectionEvent(
        new FrameInfo(frame.id(), source, frame.sequence(), time, frame.width(), frame.height()),
        Optional.empty(),
        ScriptedCameras.MODEL,
        List.of());
  }

  private static ProducerRecord<byte[], byte[]> record(String key, byte[] value, String type) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("detections", key.getBytes(UTF_8), value);
    record.headers().add("ce_type", type.getBytes(UTF_8));
    return record;
  }

  private double frames(FrameOutcome outcome) {
    return meters
        .get("skipstream.tracking.frames")
        .tag("outcome", outcome.label())
        .counter()
        .count();
  }

  private List<TestRecord<byte[], byte[]>> output(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<TracksEvent> tracks() throws Exception {
    List<TracksEvent> events = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : output(TOPICS.tracks())) {
      events.add(EventSerdes.readTracks(record.headers(), record.value()));
    }
    return events;
  }

  private List<HappeningEvent> happenings() throws Exception {
    List<HappeningEvent> events = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : output(TOPICS.happenings())) {
      events.add(EventSerdes.readHappening(record.headers(), record.value()));
    }
    return events;
  }

  private Map<String, LineCount> table() throws Exception {
    return table(output(TOPICS.counts()));
  }

  private static Map<String, LineCount> table(List<TestRecord<byte[], byte[]>> records)
      throws Exception {
    Map<String, LineCount> table = new LinkedHashMap<>();
    for (TestRecord<byte[], byte[]> record : records) {
      String key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        assertThat(table.remove(key)).as(key).isNotNull();
      } else {
        LineCount count = EventSerdes.readLineCount(record.headers(), record.value());
        assertThat(count.key()).isEqualTo(key);
        table.put(key, count);
      }
    }
    return table;
  }

  private static long sum(Map<String, LineCount> table, String camera, String label) {
    return table.values().stream()
        .filter(each -> each.camera().equals(camera) && each.label().equals(label))
        .mapToLong(each -> each.leftToRight() + each.rightToLeft())
        .sum();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Headers headers = record.headers();
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
