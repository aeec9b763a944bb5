package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream on fake GPUs. After each event of a device, every image event has one outcome. */
@Timeout(120)
class FakeGpuIT {
  private static final int PARTITIONS = 2;
  private static final int FRAMES = 200;
  private static final int PLENTY = 64;
  private static final Duration FRAME_TIME = Duration.ofMillis(2);

  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("images"));
  private final List<FakeGpu> gpus = new ArrayList<>();
  private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
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
    app.stop();
    running.exceptionally(failure -> null).join();
    gpus.forEach(FakeGpu::close);
  }

  @Test
  void memoryThatAnotherProcessTakesHalvesTheBatchesAndLosesNoFrame() throws Exception {
    FakeGpu gpu = gpu(8, batches::add);
    start(batchesOf(8), gpu);
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    gpu.limitMemory(3);
    batches.clear();

    publish(FRAMES);

    assertEachFrameHasOneDetectionEvent(FRAMES);
    assertThat(batches).allMatch(frames -> frames <= 3).contains(2);
  }

  @Test
  void batchesThatDoNotFitTheMemoryAtTheStartAreSmallerFromTheStart() throws Exception {
    start(batchesOf(8), gpu(5, batches::add));
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    batches.clear();

    publish(FRAMES);

    assertEachFrameHasOneDetectionEvent(FRAMES);
    assertThat(batches).contains(5);
  }

  /** Smaller batches would give other results than the run before. */
  @Test
  void aReplayWhoseBatchesDoNotFitTheMemoryEndsWithTheSizeThatDoes() {
    FrameRules replay = new FrameRules(Optional.empty(), Map.of(), OnOutage.PAUSE, true);

    start(replay, batchesOf(8), gpu(5, frames -> {}));

    assertThat(running)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(DetectorException.class)
        .withMessageContaining("batches of 8 frames: choose --batch-size 5 or less");
  }

  @Test
  void aStickyFaultStopsTheStreamForTheDeviceAndTheNextStartLosesNoFrame() throws Exception {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    start(
        batchesOf(4),
        gpu(
            PLENTY,
            frames -> {
              if (left.decrementAndGet() < 0) {
                throw new IllegalStateException("a kernel fails");
              }
            }));
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    left.set(10);

    publish(FRAMES);

    assertThat(running)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(StreamStoppedException.class)
        .withMessageContaining("CUDA error: an illegal memory access");
    assertThat(causeOfTheEnd()).isEqualTo(StopCause.DEVICE);

    start(batchesOf(4), gpu(PLENTY, frames -> {}));
    assertEachFrameHasOneDetectionEvent(FRAMES);
  }

  @Test
  void severalDevicesShareTheFrames() throws Exception {
    FakeGpu first = gpu(PLENTY, frames -> {});
    FakeGpu second = gpu(PLENTY, frames -> {});
    start(batchesOf(4), first, second);
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    long warmFirst = first.busyNanos();
    long warmSecond = second.busyNanos();

    publish(FRAMES);

    assertEachFrameHasOneDetectionEvent(FRAMES);
    assertThat(first.busyNanos()).isGreaterThan(warmFirst);
    assertThat(second.busyNanos()).isGreaterThan(warmSecond);
  }

  /** A batch takes as long as a frame, so the largest that fits is the best by far. */
  @Test
  void theMeasuredSizeIsThatOfTheBatches() throws Exception {
    FakeGpu gpu =
        new FakeGpu(
            FRAME_TIME,
            1,
            /* memoryFrames= */ 4,
            frames -> {
              batches.add(frames);
              FakeGpu.spend(Duration.ofMillis(5));
            });
    gpus.add(gpu);
    start(batchesOf(1).measured(), gpu);
    await().atMost(Duration.ofSeconds(60)).until(app::isRunning);
    batches.clear();

    publish(FRAMES);

    assertEachFrameHasOneDetectionEvent(FRAMES);
    assertThat(batches).contains(4);
  }

  private FakeGpu gpu(int memoryFrames, Consumer<Integer> kernel) {
    FakeGpu gpu = FakeGpu.takingTime(FRAME_TIME, memoryFrames, kernel);
    gpus.add(gpu);
    return gpu;
  }

  private static BatchSettings batchesOf(int size) {
    return new BatchSettings(size, Duration.ofMillis(10), 1);
  }

  private void start(BatchSettings settings, FakeGpu... devices) {
    start(FrameRules.NONE, settings, devices);
  }

  private void start(FrameRules rules, BatchSettings settings, FakeGpu... devices) {
    List<DeviceModels> models = new ArrayList<>();
    for (FakeGpu device : devices) {
      models.add(
          new DeviceModels(
              "gpu:" + models.size(), List.of(device.detector(ScriptedDetector.MODEL))));
    }
    app =
        new DetectionStream(
            ScriptedApp.settings(
                    CLIENT,
                    topics.images() + "-app",
                    topics,
                    rules,
                    new StreamSettings(
                        true,
                        GroupProtocol.CLASSIC,
                        2,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30)),
                    settings)
                .models(LoadedModels.of(models))
                .build());
    running = CompletableFuture.runAsync(app::run);
  }

  private void publish(int frames) throws Exception {
    TextPublisher.publish(
        CLIENT,
        topics.images(),
        PARTITIONS,
        IntStream.range(0, frames).mapToObj(i -> "frame " + i).toList());
  }

  private StopCause causeOfTheEnd() {
    try {
      running.join();
      throw new AssertionError("the stream did not fail");
    } catch (CompletionException e) {
      return ((StreamStoppedException) e.getCause()).stopCause();
    }
  }

  private void assertEachFrameHasOneDetectionEvent(int frames) {
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      assertThat(reader.read(frames, Duration.ofSeconds(40)))
          .extracting(FakeGpuIT::key)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, frames).mapToObj(i -> "frame " + i).toList());
    }
    AuditReport report =
        new Audit(CLIENT, topics)
            .run(new RangeBound.Earliest(), new RangeBound.Latest(), new Audit.Rules(false, false));
    assertThat(report.findings()).isEmpty();
    assertThat(report.detections()).isEqualTo(frames);
    assertThat(report.deadLetters()).isZero();
  }

  private static String key(ConsumerRecord<byte[], byte[]> outcome) {
    return new String(outcome.key(), UTF_8);
  }
}
