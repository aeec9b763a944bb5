package dev.skipstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.TestVideo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
                "--bootstrap-servers",
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
    Instant last = events.get(2).capturedAt().orElseThrow();
    // Two gaps of a tenth of a second; the clocks that wait and that stamp are not the same.
    assertThat(Duration.between(first, last)).isGreaterThan(Duration.ofMillis(190));
  }

  private List<ImageEvent> read(int count) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ImageEvent> events = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (events.size() < count) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          InputPosition at = new InputPosition(topic, 0, record.offset());
          events.add(EventSerdes.readImage(at, record.key(), record.headers(), record.value()));
        }
      }
    }
    return events;
  }
}
