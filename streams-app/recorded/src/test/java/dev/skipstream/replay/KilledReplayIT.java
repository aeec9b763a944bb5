package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays that are killed, of a topic as in {@link ReplayIT}. */
@Timeout(240)
class KilledReplayIT {
  private static final int PARTITIONS = 3;
  private static final int EMPTY_PARTITION = 2;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("killed"));
  private final RecordedTopic recorded =
      new RecordedTopic(topics.images(), PARTITIONS, EMPTY_PARTITION);

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatIsKilledThreeTimesMidwayFindsTheSameByteForByte(int batchSize) throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
    recorded.record(200);
    Map<Integer, Long> ends = new HashMap<>(recorded.ends());
    recorded.record(10);
    ScriptedReplay scripted =
        new ScriptedReplay(
            SharedBroker.bootstrapServers(),
            topics.images(),
            SharedBroker.uniqueName("replays"),
            batchSize,
            20_000_000,
            false,
            ends);
    String id;
    long length;
    try (Replay replay = scripted.replay()) {
      id = replay.id();
      length = replay.length();
    }

    for (double share : new double[] {0.2, 0.45, 0.7}) {
      Process process = scripted.start(Path.of("target", "replays", id + ".log"));
      try {
        await()
            .atMost(60, TimeUnit.SECONDS)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> !process.isAlive() || done(id) >= share * length);
        assertThat(process.isAlive()).as("the replay is under way").isTrue();
      } finally {
        process.destroyForcibly().onExit().join();
      }
      assertThat(done(id)).isLessThan(length);
    }
    ReplayRun killed = scripted.run();
    ReplayRun whole = scripted.withAgain().run();

    assertThat(killed.id()).isEqualTo(id);
    assertThat(killed.resumedAfter()).isPresent();
    assertThat(whole.resumedAfter()).isEmpty();
    assertThat(whole.output()).isNotEqualTo(killed.output());
    assertThat(RecordedTopic.outcomes(killed)).isEqualTo(RecordedTopic.outcomes(whole));
    assertThat(RecordedTopic.outcomes(whole)).isEqualTo(recorded.expected(ends, batchSize));
    assertThat(killed.counts()).isEqualTo(whole.counts());
  }

  private static long done(String id) throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      return admin
          .listConsumerGroupOffsets("skipstream-replay-" + id)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }
}
