package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.TestVideo;
import dev.skipstream.source.street.StreetCamera;
import dev.skipstream.source.street.StreetObject;
import dev.skipstream.source.street.StreetView;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PublishIT {
  @TempDir Path folder;

  private final String topic = SharedBroker.uniqueName("published");

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, TopicNames.of(topic), 1, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  @Test
  void aVideoBecomesImageEventsAtItsOwnRate() throws Exception {
    Path video = TestVideo.ofGreys(folder.resolve("lobby.mp4"), List.of(10, 90, 200));

    int status =
        Main.commandLine()
            .execute(
                "publish",
                "--bootstrap-server",
                SharedBroker.bootstrapServers(),
                "--topic",
                topic,
                video.toString());

    assertThat(status).isZero();
    List<ImageEvent> events = read(3);
    assertThat(events)
        .extracting(ImageEvent::id)
        .containsExactly("lobby/000000", "lobby/000001", "lobby/000002");
    assertThat(events).extracting(ImageEvent::source).containsOnly("lobby");
    Instant first = events.get(0).capturedAt().orElseThrow();
    assertThat(events)
        .extracting(event -> Duration.between(first, event.capturedAt().orElseThrow()))
        .containsExactly(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(events)
        .extracting(ImageEvent::pts)
        .containsExactly(
            Optional.of(Duration.ZERO),
            Optional.of(Duration.ofMillis(100)),
            Optional.of(Duration.ofMillis(200)));
    assertThat(events).extracting(ImageEvent::clock).containsOnly(EventClock.WALL);
  }

  @Test
  void anUnpacedVideoIsStampedByItsOwnClock() throws Exception {
    Path video = TestVideo.ofGreys(folder.resolve("lobby.mp4"), List.of(10, 90, 200));

    int status =
        Main.commandLine()
            .execute(
                "publish",
                "--bootstrap-server",
                SharedBroker.bootstrapServers(),
                "--topic",
                topic,
                "--fps=0",
                video.toString());

    assertThat(status).isZero();
    List<ImageEvent> events = read(3);
    Instant first = events.get(0).capturedAt().orElseThrow();
    assertThat(events.get(2).capturedAt()).contains(first.plusMillis(200));
    assertThat(events).extracting(ImageEvent::clock).containsOnly(EventClock.MEDIA);
  }

  @Test
  void aStreetIsPublishedWithTheTruthAboutEachFrame() throws Exception {
    String truthTopic = SharedBroker.uniqueName("truth");
    createTruthTopic(truthTopic);

    int status = publishStreet(truthTopic);

    assertThat(status).isZero();
    List<ImageEvent> images = read(20);
    List<GroundTruth> truths = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(truthTopic, 20)) {
      truths.add(EventSerdes.readGroundTruth(record.headers(), record.value()));
    }
    assertThat(truths)
        .extracting(truth -> truth.frame().id())
        .containsExactlyElementsOf(images.stream().map(ImageEvent::id).toList())
        .startsWith("street-7/000000")
        .doesNotHaveDuplicates();
    assertThat(truths)
        .extracting(truth -> truth.frame().capturedAt())
        .containsExactlyElementsOf(images.stream().map(ImageEvent::capturedAt).toList());
    StreetCamera camera =
        new StreetCamera(
            7,
            new StreetView(320, 192, Duration.ofMillis(100), Optional.empty(), Optional.empty()));
    for (GroundTruth truth : truths) {
      assertThat(truth.objects())
          .extracting(TrueObject::box)
          .containsExactlyElementsOf(
              camera.next().objects().stream().map(StreetObject::box).toList());
    }
    assertThat(truths).anySatisfy(truth -> assertThat(truth.objects()).isNotEmpty());
  }

  /** A producer would wait a minute for it. */
  @Test
  @Timeout(30)
  void aMissingTopicIsReportedWithTheCommandThatCreatesIt() throws Exception {
    String absent = SharedBroker.uniqueName("absent");
    StringWriter err = new StringWriter();

    int status =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "publish",
                "--bootstrap-server",
                SharedBroker.bootstrapServers(),
                "--topic",
                absent,
                "street:7");

    assertThat(err)
        .hasToString(
            "skipstream: topic %s does not exist: create it and its outputs with 'skipstream topics create --topic %s'\n"
                .formatted(absent, absent));
    assertThat(status).isEqualTo(3);
    try (Admin admin = SharedBroker.admin()) {
      // A look at its metadata would have created it where the broker creates topics by itself.
      assertThat(admin.listTopics().names().get()).doesNotContain(absent);
    }
  }

  @Test
  void publishesNothingWhereTheTruthHasNoTopic() {
    StringWriter err = new StringWriter();

    int status = publishStreet("absent-truth", err);

    assertThat(status).isEqualTo(3);
    assertThat(err)
        .hasToString(
            "skipstream: expected topic absent-truth for the truth about the frames, and it does"
                + " not exist: create it with 'topics create', or name another with"
                + " --ground-truth\n");
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic, 0);
      assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 0L);
    }
  }

  private void createTruthTopic(String truthTopic) {
    int status =
        Main.commandLine()
            .execute(
                "topics",
                "create",
                "--bootstrap-server",
                SharedBroker.bootstrapServers(),
                "--topic",
                topic,
                "--ground-truth",
                truthTopic);
    assertThat(status).isZero();
  }

  private int publishStreet(String truthTopic) {
    return publishStreet(truthTopic, new StringWriter());
  }

  private int publishStreet(String truthTopic, StringWriter err) {
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(
            "publish",
            "--bootstrap-server",
            SharedBroker.bootstrapServers(),
            "--topic",
            topic,
            "--ground-truth",
            truthTopic,
            "--size=320x192",
            "--fps=0",
            "--frames=20",
            "street:7");
  }

  private List<ImageEvent> read(int count) throws Exception {
    List<ImageEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic, count)) {
      InputPosition at = new InputPosition(topic, 0, record.offset());
      events.add(EventSerdes.readImage(at, record.key(), record.headers(), record.value()));
    }
    return events;
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (records.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  private static Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
