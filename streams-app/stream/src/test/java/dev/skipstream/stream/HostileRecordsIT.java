package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.RetryingFetcher;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.HostileRecords.Hostile;
import dev.skipstream.stream.internal.journal.Crashes;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred records that were made to harm, among two hundred good ones. */
@Timeout(120)
class HostileRecordsIT {
  private static final int EACH = 200;
  private static final int PARTITIONS = 4;
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("hostile"));

  /** Records that were sent; null for a good frame. */
  private final Map<RecordPosition, Hostile> sent = new LinkedHashMap<>();

  @Test
  void everyHostileRecordBecomesADeadLetterAndHarmsNoGoodOne() throws Exception {
    Uuid topicId;
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
      topicId = Topics.check(admin, topics).id();
    }
    try (HostileRecords hostile = new HostileRecords()) {
      publish(hostile.all());
      rememberACrash(topicId, firstHostile());
      List<ConsumerRecord<byte[], byte[]>> outcomes = detect(hostile);

      assertOutcomes(outcomes);
    }
  }

  private record RecordPosition(int partition, long offset) {}

  private void publish(List<Hostile> kinds) throws Exception {
    List<Hostile> records = new ArrayList<>(Collections.nCopies(EACH, null));
    for (int i = 0; i < EACH; i++) {
      records.add(kinds.get(i % kinds.size()));
    }
    Collections.shuffle(records, new Random(4));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Hostile record : records) {
        int partition = sent.size() % PARTITIONS;
        byte[] value = record == null ? HostileRecords.sound() : record.value();
        ProducerRecord<byte[], byte[]> out =
            new ProducerRecord<>(topics.images(), partition, null, value);
        if (record != null) {
          record.headers().forEach((key, text) -> out.headers().add(key, text.getBytes(UTF_8)));
        }
        RecordMetadata at = producer.send(out).get();
        sent.put(new RecordPosition(at.partition(), at.offset()), record);
      }
    }
  }

  /** The frame at this position has brought the process down three times, says the journal. */
  private void rememberACrash(Uuid topicId, RecordPosition at) throws IOException {
    Crashes.at(folder, new Position(topicId, at.partition(), at.offset()), 3);
    sent.computeIfPresent(
        at,
        (position, record) ->
            new Hostile(RejectReason.NATIVE_CRASH, record.value(), record.headers()));
  }

  private RecordPosition firstHostile() {
    return sent.entrySet().stream()
        .filter(record -> record.getValue() != null)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private List<ConsumerRecord<byte[], byte[]>> detect(HostileRecords hostile) throws Exception {
    Duration timeout = Duration.ofSeconds(1);
    ImageLimits limits = new ImageLimits(HostileRecords.MAX_BYTES, 40_000_000, 20);
    ImageDecoder decoder = new ImageDecoder(limits);
    try (ImageFetcher fetcher =
        new RetryingFetcher(
            new DatarefFetcher(
                new FetchSettings(hostile.allowed(), limits.maxBytes(), timeout, Optional.empty())),
            timeout)) {
      DetectionStream app =
          new DetectionStream(
              ScriptedApp.settings(
                      CLIENT,
                      topics.images() + "-app",
                      topics,
                      StreamSettings.DEFAULT,
                      new BatchSettings(4, Duration.ofMillis(10), 2))
                  .images(
                      new ImageTools(
                          bytes -> {
                            if (Arrays.equals(bytes, HostileRecords.BUG)) {
                              throw new IllegalStateException("a defect of the decoder");
                            }
                            return decoder.decode(bytes);
                          },
                          fetcher,
                          timeout.multipliedBy(2),
                          Optional.of(folder)))
                  .models(LoadedModels.of(ScriptedApp.devices(new ColourDetector())))
                  .build());
      CompletableFuture<Void> running = CompletableFuture.runAsync(app::run);
      try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
        List<ConsumerRecord<byte[], byte[]>> outcomes =
            reader.read(2 * EACH, Duration.ofSeconds(30));
        assertThat(app.isRunning()).as("never stopped").isTrue();
        return outcomes;
      } finally {
        app.stop();
        running.join();
      }
    }
  }

  private void assertOutcomes(List<ConsumerRecord<byte[], byte[]>> outcomes) throws Exception {
    Set<RejectReason> seen = EnumSet.noneOf(RejectReason.class);
    Map<String, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> outcome : outcomes) {
      RecordPosition at = positionOf(outcome);
      assertThat(sent).as("%s is answered once", at).containsKey(at);
      Hostile hostile = sent.remove(at);
      assertThat(last.getOrDefault(outcome.topic() + at.partition(), -1L))
          .as("order in partition %d of %s", at.partition(), outcome.topic())
          .isLessThan(at.offset());
      last.put(outcome.topic() + at.partition(), at.offset());
      assertThat(outcome.topic())
          .as("%s", hostile)
          .isEqualTo(hostile == null ? topics.detections() : topics.deadLetters());
      if (hostile != null) {
        assertThat(text(outcome, "skipstream.reason")).isEqualTo(hostile.reason().code());
        assertThat(outcome.value()).isEqualTo(hostile.value());
        hostile
            .headers()
            .forEach((header, value) -> assertThat(text(outcome, header)).isEqualTo(value));
        seen.add(hostile.reason());
      }
    }
    assertThat(sent).as("records without an outcome").isEmpty();
    // Those two need an end of the stream and an operator: see PoisonRecordIT and SkipIT.
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(RejectReason.STOPPED_THE_STREAM, RejectReason.SKIPPED)));
  }

  private RecordPosition positionOf(ConsumerRecord<byte[], byte[]> outcome) throws Exception {
    if (outcome.topic().equals(topics.deadLetters())) {
      return new RecordPosition(
          Integer.parseInt(text(outcome, "__streams.errors.partition")),
          Long.parseLong(text(outcome, "__streams.errors.offset")));
    }
    InputPosition input = EventSerdes.readDetection(outcome.value()).input().orElseThrow();
    return new RecordPosition(input.partition(), input.offset());
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null ? "absent" : new String(found.value(), UTF_8);
  }

  /** A model that fails on any batch with a poisonous frame in it. */
  private static final class ColourDetector implements Detector {
    @Override
    public ModelIdentity model() {
      return ScriptedDetector.MODEL;
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(frame.height(), frame.width());
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      for (Frame frame : frames) {
        if (colourOf(frame).equals(HostileRecords.POISON)) {
          throw new DetectorException("the model fails on a red frame", null);
        }
      }
      return frames.stream().map(ColourDetector::find).toList();
    }

    private static Findings find(Frame frame) {
      Detection one = new Detection("x".repeat(100), 1, 0.5, new BoundingBox(1, 2, 3, 4));
      return new Boxes(
          colourOf(frame).equals(HostileRecords.CROWD)
              ? Collections.nCopies(10_000, one)
              : List.of());
    }

    private static Color colourOf(Frame frame) {
      return new Color(frame.rgb()[0] & 255, frame.rgb()[1] & 255, frame.rgb()[2] & 255);
    }

    @Override
    public void close() {}
  }
}
