package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An input that gets more partitions while it is read. */
@Timeout(240)
class NewPartitionsIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers(), "metadata.max.age.ms", "500");

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final DetectionStream app =
      ScriptedApp.app(
          CLIENT,
          topics,
          FrameRules.NONE,
          StreamSettings.DEFAULT,
          BatchSettings.DEFAULT,
          new ScriptedDetector());
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  @AfterEach
  void stop() {
    app.stop();
    running.exceptionally(failure -> null).join();
  }

  @Test
  void partitionsThatAreAddedAreReadFromTheirFirstRecord() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, 1_000_000);
      running = CompletableFuture.runAsync(app::run);
      await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
      admin
          .createPartitions(
              Stream.of(topics.images(), topics.detections(), topics.deadLetters())
                  .collect(Collectors.toMap(topic -> topic, topic -> NewPartitions.increaseTo(3))))
          .all()
          .get();
    }
    List<String> texts = List.of("a", "b", "c", "d", "e", "f");

    TextPublisher.publish(CLIENT, topics.images(), 3, texts);

    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(texts.size(), Duration.ofSeconds(60)))
          .extracting(outcome -> new String(outcome.key(), UTF_8))
          .containsExactlyInAnyOrderElementsOf(texts);
    }
    assertThat(running).isNotDone();
  }
}
