package dev.skipstream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import dev.skipstream.image.Frame;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow model behind many partitions that are all full, and an instance that comes to help. */
@Timeout(400)
class BacklogIT {
  private static final int PARTITIONS = 8;
  private static final int FRAMES = 96;
  private static final long NANOS_A_FRAME = 400_000_000;
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  /** A machine that stops for some seconds has a transaction time out whatever we do. */
  private static final int ATTEMPTS = 3;

  private TopicNames topics;
  private final Queue<String> inferred = new ConcurrentLinkedQueue<>();
  private final List<DetectionApp> apps = new ArrayList<>();
  private final List<CompletableFuture<Void>> runs = new ArrayList<>();

  @AfterEach
  void stop() {
    apps.forEach(DetectionApp::stop);
    runs.forEach(run -> run.exceptionally(failure -> null).join());
  }

  /**
   * Partitions move only when each stream thread has polled, and nobody commits meanwhile: a thread
   * that first worked off all that it has would let the transactions of the others time out, each
   * time.
   */
  @Test
  void anInstanceThatJoinsMakesNobodyBeginAgain() throws Exception {
    boolean begunAgain = true;
    for (int attempt = 0; begunAgain && attempt < ATTEMPTS; attempt++) {
      stop();
      begunAgain = join();
    }
    assertThat(begunAgain).as("frames were inferred twice in each attempt").isFalse();
  }

  /** Lets an instance join another; whether any frame was inferred twice by that. */
  private boolean join() throws Exception {
    topics = TopicNames.of(SharedBroker.uniqueName("images"));
    apps.clear();
    runs.clear();
    inferred.clear();
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
    List<String> texts = IntStream.range(0, FRAMES).mapToObj(i -> "frame " + i).toList();
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
    start();
    await().atMost(Duration.ofSeconds(40)).until(() -> inferred.size() >= PARTITIONS);
    start();

    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(FRAMES, Duration.ofSeconds(40)))
          .extracting(BacklogIT::key)
          .containsExactlyInAnyOrderElementsOf(texts);
    }
    assertThat(inferred).containsAll(texts);
    return inferred.size() > texts.size();
  }

  private static String key(ConsumerRecord<byte[], byte[]> outcome) {
    return new String(outcome.key(), UTF_8);
  }

  private void start() {
    DetectionApp app =
        ScriptedApp.app(
            CLIENT,
            topics,
            FrameRules.NONE,
            StreamSettings.DEFAULT,
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
