package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ReplayWatchIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final String topic = SharedBroker.uniqueName("images");
  private final ReplayStart replay =
      new ReplayStart(
          "3f9a1c07d2be",
          topic,
          "topic-id",
          List.of(new ReplayRun.Range(0, 100, 200), new ReplayRun.Range(1, 0, 100)),
          new ModelIdentity("street", 3, "sha256:03"),
          "detections.replay.3f9a1c07d2be",
          "detections.replay.3f9a1c07d2be.dead-letters",
          SharedBroker.uniqueName("skipstream-replay"),
          Instant.parse("2026-11-23T10:15:30Z"),
          Optional.empty());
  private final ReplayWatch watch = new ReplayWatch(CLIENT);
  private Admin admin;

  @BeforeEach
  void createTopic() throws Exception {
    admin = SharedBroker.admin();
    admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
  }

  @AfterEach
  void close() {
    watch.close();
    admin.close();
  }

  private RunningReplay seen() {
    return watch.progress(List.of(replay)).get(0);
  }

  private void commit(long first, long second) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            replay.group(),
            Map.of(
                new TopicPartition(topic, 0), new OffsetAndMetadata(first),
                new TopicPartition(topic, 1), new OffsetAndMetadata(second)))
        .all()
        .get();
  }

  @Test
  void theProgressIsWhatTheGroupHasCommittedOfTheRange() throws Exception {
    assertThat(seen())
        .isEqualTo(
            new RunningReplay(
                replay.id(),
                topic,
                "street/3",
                replay.output(),
                0,
                200,
                false,
                replay.startedAt().toEpochMilli()));
    commit(130, 20);
    assertThat(seen().done()).isEqualTo(50);
    commit(210, 20);
    assertThat(seen().done()).as("offsets beyond the range").isEqualTo(120);
  }

  @Test
  void aReplayIsActiveWhileItsGroupHasAMember() {
    Map<String, Object> member =
        Map.of("bootstrap.servers", SharedBroker.bootstrapServers(), "group.id", replay.group());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(member, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return seen().active();
              });
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> !seen().active());
  }

  @Test
  void aReplayWhoseTopicIsGoneIsLeftOut() throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();

    await().atMost(Duration.ofSeconds(60)).until(() -> watch.progress(List.of(replay)).isEmpty());
  }
}
