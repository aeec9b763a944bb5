package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.image.Frame;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slow model behind many partitions that are all full, and an instance that comes to help. */
@Timeout(120)
class BacklogIT {
  private static final int PARTITIONS = 8;
  private static final int FRAMES = 96;
  private static final long NANOS_A_FRAME = 400_000_000;
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final Queue<String> inferred = new ConcurrentLinkedQueue<>();
  private final List<DetectionStream> apps = new ArrayList<>();
  private final List<CompletableFuture<Void>> runs = new ArrayList<>();

  @AfterEach
  void stop() {
    apps.forEach(DetectionStream::stop);
    runs.forEach(run -> run.exceptionally(failure -> null).join());
  }

  /**
   * Partitions move only after each stream thread has polled several times, and no member commits
   * during this time. If threads waited for the model between two polls, their transactions would
   * time out.
   */
  @ParameterizedTest
  @EnumSource(GroupProtocol.class)
  void anInstanceThatJoinsMakesNobodyBeginAgain(GroupProtocol protocol) throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
    List<String> texts = IntStream.range(0, FRAMES).mapToObj(i -> "frame " + i).toList();
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
    start(protocol);
    await().atMost(Duration.ofSeconds(40)).until(() -> inferred.size() >= PARTITIONS);
    start(protocol);

    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(FRAMES, Duration.ofSeconds(40)))
          .extracting(BacklogIT::key)
          .containsExactlyInAnyOrderElementsOf(texts);
    }
    assertThat(inferred).containsExactlyInAnyOrderElementsOf(texts);
  }

  private static String key(ConsumerRecord<byte[], byte[]> outcome) {
    return new String(outcome.key(), UTF_8);
  }

  private void start(GroupProtocol protocol) {
    DetectionStream app =
        ScriptedApp.app(
            CLIENT,
            topics,
            FrameRules.NONE,
            new StreamSettings(true, protocol, 2, Duration.ofMillis(500), Duration.ofSeconds(30)),
            new BatchSettings(1, Duration.ZERO, 1),
            new ScriptedDetector(() -> NANOS_A_FRAME, this::note));
    apps.add(app);
    runs.add(CompletableFuture.runAsync(app::run));
  }

  /** Frames of the warm-up carry no text. */
  private void note(List<Frame> frames) {
    frames.stream()
        .map(ScriptedFrames::textOf)
        .filter(text -> text.startsWith("frame"))
        .forEach(inferred::add);
  }
}
