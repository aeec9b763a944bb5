package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that becomes so slow after the warm-up that not one frame fits a transaction. */
@Timeout(240)
class SlowDeviceIT {
  private static final int PARTITIONS = 2;
  private static final int FRAMES = 40;
  private static final int SLOW_BATCHES = 3;

  /** A drain may take 0.8 of the transaction's 2000 ms less the commit interval: 1500 ms. */
  private static final long SLOW_NANOS = 2_500_000_000L;

  private static final Map<String, Object> CLIENT =
      Map.of(
          "bootstrap.servers", SharedBroker.bootstrapServers(), "transaction.timeout.ms", "2000");

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger slowLeft = new AtomicInteger();
  private final Queue<String> inferred = new ConcurrentLinkedQueue<>();
  private final ScriptedDetector detector =
      new ScriptedDetector(
          () -> slowLeft.getAndDecrement() > 0 ? SLOW_NANOS : 1_000_000, this::note);
  private DetectionStream app;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  @AfterEach
  void stop() {
    app.stop();
    running.exceptionally(failure -> null).join();
  }

  @Test
  void framesThatFitNoTransactionAreFinishedWithFewerInFlightAndTheLimitRisesAgain()
      throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
    app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    new StreamSettings(
                        true,
                        GroupProtocol.CLASSIC,
                        1,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(30)),
                    new BatchSettings(1, Duration.ZERO, 1))
                .models(LoadedModels.of(ScriptedApp.devices(detector)))
                .telemetry(new Telemetry(meters, new StreamHealth(List.of(ScriptedDetector.MODEL))))
                .build());
    running = CompletableFuture.runAsync(app::run);
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    double creditsAtFirst = limit();
    AtomicInteger leastCredits = new AtomicInteger(Integer.MAX_VALUE);
    slowLeft.set(SLOW_BATCHES);
    List<String> texts = IntStream.range(0, FRAMES).mapToObj(i -> "frame " + i).toList();

    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              leastCredits.accumulateAndGet((int) limit(), Math::min);
              return inferred.size() >= FRAMES;
            });

    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(FRAMES, Duration.ofSeconds(60)))
          .extracting(SlowDeviceIT::key)
          .containsExactlyInAnyOrderElementsOf(texts);
    }
    assertThat(running).isNotDone();
    assertThat(leastCredits.get()).isOne();
    // Work that was begun is kept: what is inferred twice is what an aborted transaction held.
    assertThat(inferred).hasSizeLessThan(2 * FRAMES);
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts.subList(0, 2));
              return limit() == creditsAtFirst;
            });
  }

  private double limit() {
    return meters.get("skipstream.inflight.limit.frames").gauge().value();
  }

  private static String key(ConsumerRecord<byte[], byte[]> outcome) {
    return new String(outcome.key(), UTF_8);
  }

  /** Frames of the warm-up carry no text. */
  private void note(List<Frame> frames) {
    frames.stream()
        .map(ScriptedFrames::textOf)
        .filter(text -> text.startsWith("frame"))
        .forEach(inferred::add);
  }
}
