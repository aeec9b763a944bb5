package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.CommitBudgetException;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.source.FrameProducer;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(90)
class DetectionStreamIT {
  private static final int PARTITIONS = 3;
  private static final int FRAMES = 300;
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final ScriptedDetector detector =
      new ScriptedDetector(() -> ThreadLocalRandom.current().nextLong(5_000_000));
  private DetectionStream app;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  @BeforeEach
  void createTopics() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
    }
  }

  @AfterEach
  void stop() {
    if (app != null) {
      app.stop();
    }
    running.exceptionally(failure -> null).join();
  }

  @ParameterizedTest
  @CsvSource({"true, CLASSIC", "false, CLASSIC", "true, STREAMS"})
  void everyImageHasOneOutcomeInInputOrder(boolean exactlyOnce, GroupProtocol protocol)
      throws Exception {
    publish(FRAMES);
    start(exactlyOnce, protocol);

    List<ConsumerRecord<byte[], byte[]>> outcomes = read(FRAMES);

    Set<String> positions = new HashSet<>();
    long[] next = new long[PARTITIONS];
    for (ConsumerRecord<byte[], byte[]> outcome : of(outcomes, topics.detections())) {
      DetectionEvent event = EventSerdes.readDetection(outcome.value());
      int partition = event.input().orElseThrow().partition();
      long offset = event.input().orElseThrow().offset();
      assertThat(outcome.partition()).isEqualTo(partition);
      assertThat(offset)
          .as("order in partition %d", partition)
          .isGreaterThanOrEqualTo(next[partition]);
      next[partition] = offset + 1;
      assertThat(positions.add(partition + "@" + offset)).as("twice").isTrue();
      assertThat(event.detections())
          .isEqualTo(ScriptedDetector.detectionsOf(new String(outcome.key(), UTF_8)));
    }
    List<ConsumerRecord<byte[], byte[]>> dead = of(outcomes, topics.deadLetters());
    assertThat(dead)
        .hasSize(FRAMES / 50)
        .allMatch(r -> new String(r.key(), UTF_8).startsWith("poison"));
    assertThat(positions).hasSize(FRAMES - FRAMES / 50);
  }

  @Test
  void aRestartTakesUpWhereTheLastRunCommitted() throws Exception {
    publish(50);
    start(true, GroupProtocol.CLASSIC);
    read(50);
    app.stop();
    running.join();
    publish(50);
    start(true, GroupProtocol.CLASSIC);

    assertThat(read(100)).hasSize(100);
  }

  @Test
  void framesOfSeveralPartitionsShareBatches() throws Exception {
    publish(FRAMES);
    start(true, GroupProtocol.CLASSIC);
    read(FRAMES);

    assertThat(detector.batchSizes()).contains(4);
    assertThat(detector.batchSizes()).allMatch(size -> size <= 4);
  }

  @Test
  void severalPipelinesShareDevicesAndEachAnswersItsOwnInput() throws Exception {
    ModelIdentity second = new ModelIdentity("second", 1, "sha256:02");
    TopicNames other =
        new TopicNames(
            topics.images(), topics.images() + ".second", topics.images() + ".second.dead");
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, other, PARTITIONS, (short) 1, 1_000_000);
    }
    publish(50);
    app =
        new DetectionStream(
            DetectionSettings.builder(CLIENT, topics.images() + "-app")
                .pipelines(
                    new Pipeline(topics, ScriptedDetector.MODEL), new Pipeline(other, second))
                .images(ScriptedApp.images(ScriptedFrames::decode))
                .models(
                    LoadedModels.of(
                        List.of(
                            new DeviceModels(
                                "scripted", List.of(detector, new ScriptedDetector(second))))))
                .build());
    running = CompletableFuture.runAsync(app::run);

    assertThat(modelsOf(topics, 50)).containsOnly(ScriptedDetector.MODEL).hasSize(49);
    assertThat(modelsOf(other, 50)).containsOnly(second).hasSize(49);
  }

  /** The models of the detection events among so many outcomes. */
  private static List<ModelIdentity> modelsOf(TopicNames topics, int outcomes) throws Exception {
    List<ModelIdentity> models = new ArrayList<>();
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      for (ConsumerRecord<byte[], byte[]> outcome :
          of(reader.read(outcomes, Duration.ofSeconds(30)), topics.detections())) {
        models.add(EventSerdes.readDetection(outcome.value()).model().identity());
      }
    }
    return models;
  }

  @Test
  void underOverloadTooOldFramesAreDroppedAndTheOthersDetectedInTime() throws Exception {
    ScriptedDetector slow = new ScriptedDetector(() -> 50_000_000);
    FrameAge limit = new FrameAge(Duration.ofMillis(400), FrameAge.Clock.RECORD);
    start(limit, slow, new BatchSettings(1, Duration.ZERO, 1));

    // At 50 ms a frame 300 frames take 15 s: all but those of the first moments are too old.
    publish(FRAMES);

    int detected = 0;
    int dropped = 0;
    for (ConsumerRecord<byte[], byte[]> outcome : of(read(FRAMES), topics.detections())) {
      if (EventSerdes.readOutcome(outcome.headers(), outcome.value())
          instanceof FrameDropped late) {
        assertThat(late.ageMillis()).isGreaterThan(400);
        dropped++;
      } else {
        detected++;
      }
    }
    assertThat(detected).isBetween(1, 40);
    assertThat(dropped).isGreaterThan(200);
  }

  @Test
  void aBatchTakesNoLongerThanFramesMayGetOld() throws Exception {
    // 50 ms a frame, as the warm-up sees it: two fit into the limit.
    ScriptedDetector slow = new ScriptedDetector(() -> 50_000_000);
    FrameAge limit = new FrameAge(Duration.ofMillis(140), FrameAge.Clock.RECORD);
    start(limit, slow, BatchSettings.DEFAULT);
    List<Integer> warmUp = slow.batchSizes();

    publish(FRAMES);
    read(FRAMES);

    assertThat(warmUp).contains(BatchSettings.DEFAULT.size());
    assertThat(slow.batchSizes().subList(warmUp.size(), slow.batchSizes().size()))
        .isNotEmpty()
        .allMatch(size -> size <= 2);
  }

  @Test
  void aBrokenDeviceEndsTheRunWithItsCauseAndWithoutADeadLetter() throws Exception {
    send(List.of("device"));
    start(true, GroupProtocol.CLASSIC);

    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StreamStoppedException.class,
            e -> assertThat(e.stopCause()).isEqualTo(StopCause.DEVICE));
    assertThat(read(0)).isEmpty();
  }

  /** Simulates a failure handler that needs a class and has no file descriptor to load it. */
  @Test
  void threadsThatDieWithoutReachingTheHandlerEndTheRun() throws Exception {
    StreamHealth health = new StreamHealth(List.of(ScriptedDetector.MODEL));
    send(List.of("a", "b", "c", "d", "e", "f"));
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
                        Duration.ofSeconds(10)),
                    BatchSettings.DEFAULT)
                .models(LoadedModels.of(ScriptedApp.devices(detector)))
                .telemetry(new Telemetry(new SimpleMeterRegistry(), health))
                .build()) {
          @Override
          ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
              AsyncStage<byte[], byte[], Outcome> detect) {
            return new FailingStage<>(
                detect,
                () -> {
                  throw new UnreadableError();
                });
          }
        };
    running = CompletableFuture.runAsync(app::run);

    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(StreamStoppedException.class);
    assertThat(health.isLive()).isFalse();
    assertThat(health.status()).isEqualTo(StreamHealth.Status.STOPPING);
  }

  /** Breaks whoever asks for its cause. */
  private static final class UnreadableError extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable getCause() {
      throw new NoClassDefFoundError("not loaded");
    }
  }

  /**
   * Simulates the time after an outage of the broker, or a commit between a rebalance and the next
   * poll.
   */
  @ParameterizedTest
  @MethodSource("passingFailures")
  void whatAThreadHeldThatDiedOfAPassingFailureIsReadAgain(KafkaException answer) throws Exception {
    AtomicInteger untilItIsLost = new AtomicInteger(30);
    publish(FRAMES);
    app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    StreamSettings.DEFAULT,
                    BatchSettings.DEFAULT)
                .models(LoadedModels.of(ScriptedApp.devices(detector)))
                .build()) {
          @Override
          ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
              AsyncStage<byte[], byte[], Outcome> detect) {
            return new FailingStage<>(
                detect,
                () -> {
                  if (untilItIsLost.decrementAndGet() == 0) {
                    throw new StreamsException("commit", answer);
                  }
                });
          }
        };
    running = CompletableFuture.runAsync(app::run);

    assertThat(read(FRAMES)).hasSize(FRAMES);
    assertThat(untilItIsLost.get()).isLessThan(0);
    assertThat(running).isNotDone();
  }

  static List<KafkaException> passingFailures() {
    return List.of(
        new InvalidTxnStateException("ended"),
        new KafkaException("Unhandled error in an answer"),
        new NoOffsetForPartitionException(new TopicPartition("images", 0)));
  }

  @ParameterizedTest
  @EnumSource(GroupProtocol.class)
  void withPauseFramesWaitForTheStoreThatHasTheirImages(GroupProtocol protocol) throws Exception {
    CountDownLatch triedForAWhile = new CountDownLatch(10);
    AtomicBoolean down = new AtomicBoolean(true);
    startWithPause(
        new StreamSettings(true, protocol, 2, Duration.ofMillis(100), Duration.ofSeconds(30)),
        image -> {
          if (!down.get()) {
            return false;
          }
          triedForAWhile.countDown();
          LockSupport.parkNanos(50_000_000);
          return true;
        });
    assertThat(triedForAWhile.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(running).isNotDone();
    down.set(false);

    List<ConsumerRecord<byte[], byte[]>> outcomes = read(30);

    assertThat(of(outcomes, topics.deadLetters())).isEmpty();
    Set<String> found = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> outcome : outcomes) {
      found.add(EventSerdes.readDetection(outcome.value()).detections().get(0).label());
    }
    assertThat(outcomes).hasSize(30);
    assertThat(found).hasSize(30);
  }

  /** The other partitions' transaction must not take along what was forwarded before it. */
  @Test
  void aFrameThatWaitsForItsStoreDoublesNoOutcomeBeforeIt() throws Exception {
    AtomicInteger refusals = new AtomicInteger(3);
    startWithPause(
        new StreamSettings(
            true, GroupProtocol.CLASSIC, 1, Duration.ofSeconds(2), Duration.ofSeconds(30)),
        image -> {
          if (!image.equals("frame-22") || refusals.getAndDecrement() <= 0) {
            return false;
          }
          LockSupport.parkNanos(300_000_000);
          return true;
        });

    assertThat(read(30)).hasSize(30);
    assertThat(refusals.get()).isLessThan(0);
  }

  /** Starts an app whose frames are elsewhere, 30 of them; the store refuses some. */
  private void startWithPause(StreamSettings stream, Predicate<String> refuses) {
    ImageFetcher store =
        dataref -> {
          String image = dataref.getSchemeSpecificPart();
          if (refuses.test(image)) {
            throw new TransientFetchException("the store is down");
          }
          return ScriptedFrames.image(image);
        };
    for (int i = 0; i < 30; i++) {
      refer("frame " + i, i % PARTITIONS);
    }
    app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    new FrameRules(Optional.empty(), Map.of(), OnOutage.PAUSE),
                    stream,
                    BatchSettings.DEFAULT)
                .images(
                    new ImageTools(
                        ScriptedFrames::decode, store, Duration.ofMillis(100), Optional.empty()))
                .models(LoadedModels.of(ScriptedApp.devices(detector)))
                .build());
    running = CompletableFuture.runAsync(app::run);
  }

  private void refer(String text, int partition) {
    try (FrameProducer publisher = new FrameProducer(CLIENT, topics.images())) {
      publisher.publish(
          new ImageEvent(
              text,
              "camera-" + partition,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(URI.create("memory:" + text.replace(' ', '-'))),
              Optional.empty(),
              new byte[0]),
          partition);
    }
  }

  @Test
  void missingTopicsEndTheRunBeforeItBegins() {
    DetectionStream lost =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    "lost",
                    TopicNames.of("nowhere"),
                    StreamSettings.DEFAULT,
                    BatchSettings.DEFAULT)
                .models(LoadedModels.of(ScriptedApp.devices(detector)))
                .build());

    assertThatThrownBy(lost::run)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("topics create");
  }

  @Test
  void aModelTooSlowForTheUsersTimeoutIsRefused() {
    DetectionStream slow =
        new DetectionStream(
            ScriptedApp.settings(
                    Map.of(
                        "bootstrap.servers",
                        SharedBroker.bootstrapServers(),
                        "transaction.timeout.ms",
                        "1000"),
                    "slow",
                    topics,
                    StreamSettings.DEFAULT,
                    BatchSettings.DEFAULT)
                .models(
                    LoadedModels.of(ScriptedApp.devices(new ScriptedDetector(() -> 200_000_000))))
                .build());

    assertThatThrownBy(slow::run)
        .isInstanceOf(CommitBudgetException.class)
        .hasMessageContaining("transaction.timeout.ms is 1000");
  }

  private void start(boolean exactlyOnce, GroupProtocol protocol) {
    StreamSettings stream =
        new StreamSettings(
            exactlyOnce, protocol, 2, Duration.ofMillis(100), Duration.ofSeconds(30));
    start(FrameRules.NONE, stream, BatchSettings.DEFAULT, detector);
  }

  /** Starts an app that drops frames, and waits until it runs. */
  private void start(FrameAge limit, ScriptedDetector slow, BatchSettings batches) {
    FrameRules rules = new FrameRules(Optional.of(limit), Map.of(), OnOutage.DEAD_LETTER);
    start(rules, StreamSettings.DEFAULT, batches, slow);
  }

  private void start(
      FrameRules rules, StreamSettings stream, BatchSettings batches, ScriptedDetector by) {
    app = ScriptedApp.app(CLIENT, topics, rules, stream, batches, by);
    running = CompletableFuture.runAsync(app::run);
    await().atMost(Duration.ofSeconds(40)).until(() -> app.isRunning() || running.isDone());
  }

  private void publish(int frames) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      texts.add((i % 50 == 49 ? "poison " : "frame ") + i);
    }
    send(texts);
  }

  private void send(List<String> texts) throws Exception {
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(int count) {
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      return reader.read(count, Duration.ofSeconds(30));
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> of(
      List<ConsumerRecord<byte[], byte[]>> outcomes, String topic) {
    List<ConsumerRecord<byte[], byte[]>> ofTopic = new ArrayList<>(outcomes);
    ofTopic.removeIf(record -> !record.topic().equals(topic));
    return ofTopic;
  }
}
