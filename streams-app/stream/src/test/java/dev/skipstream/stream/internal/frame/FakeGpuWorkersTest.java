package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.StageException;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.Freshness;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream's workers on fake GPUs. */
@Timeout(60)
class FakeGpuWorkersTest {
  private static final ModelIdentity MODEL = new ModelIdentity("fake", 1, "sha256:00");
  private static final FrameBucket BUCKET = new FrameBucket(MODEL, new ResizedShape(1, 1));
  private static final PendingFrame FRAME =
      new PendingFrame(new Frame(new byte[3], 1, 1), Freshness.FOREVER);

  private final FrameMetrics metrics = new FrameMetrics(new SimpleMeterRegistry());
  private final MicroBatcher<FrameBucket, PendingFrame, Inference> batcher =
      new MicroBatcher<>(8, Duration.ZERO);
  private final Queue<Integer> kernels = new ConcurrentLinkedQueue<>();
  private final List<FakeGpu> gpus = new ArrayList<>();

  @AfterEach
  void stop() {
    batcher.close();
    gpus.forEach(FakeGpu::close);
  }

  @Test
  void aBatchWithoutMemoryIsHalvedAndNoFrameIsLost() {
    startGpu(/* memoryFrames= */ 3, kernels::add);

    List<CompletableFuture<Inference>> results = offer(8);

    assertThat(results)
        .allSatisfy(result -> assertThat(result.join()).isInstanceOf(Inference.Found.class));
    assertThat(kernels).containsExactly(2, 2, 2, 2);
    assertThat(batcher.maxSize()).as("of later batches").isEqualTo(2);
  }

  /** The stream stops with exit code 5 for a {@link StageException}; a frame's fault is none. */
  @Test
  void aStickyFaultBreaksTheWorkersAndBlamesNoFrame() {
    startGpu(
        /* memoryFrames= */ 8,
        frames -> {
          kernels.add(frames);
          throw new IllegalStateException("a kernel fails");
        });

    List<CompletableFuture<Inference>> running = offer(8);

    assertThat(running).allSatisfy(FakeGpuWorkersTest::assertBroken);
    assertThat(kernels).as("no frame is run alone to find a culprit").containsExactly(8);
    assertThat(offer(1))
        .as("a frame that comes later")
        .allSatisfy(FakeGpuWorkersTest::assertBroken);
  }

  /** Each kernel waits for the other: a worker that ran both devices would never end. */
  @Test
  void twoDevicesRunAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    startGpu(8, frames -> await(both));
    startGpu(8, frames -> await(both));

    List<CompletableFuture<Inference>> results = offer(16);

    assertThat(results)
        .allSatisfy(result -> assertThat(result.join()).isInstanceOf(Inference.Found.class));
    assertThat(gpus).allSatisfy(gpu -> assertThat(gpu.busyNanos()).isPositive());
  }

  /** While a kernel runs, frames are decoded and gather: the device's next batch is full. */
  @Test
  void framesGatherWhileAKernelRuns() {
    CountDownLatch firstRuns = new CountDownLatch(1);
    CountDownLatch allOffered = new CountDownLatch(1);
    startGpu(
        8,
        frames -> {
          kernels.add(frames);
          firstRuns.countDown();
          await(allOffered);
        });
    List<CompletableFuture<Inference>> results = new ArrayList<>(offer(1));
    await(firstRuns);

    for (int i = 0; i < 8; i++) {
      results.addAll(offer(1));
    }
    allOffered.countDown();

    assertThat(results)
        .allSatisfy(result -> assertThat(result.join()).isInstanceOf(Inference.Found.class));
    assertThat(kernels).containsExactly(1, 8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startGpu(int memoryFrames, Consumer<Integer> kernel) {
    FakeGpu gpu = new FakeGpu(Duration.ofMillis(1), FakeGpu.COST_OF_EIGHT, memoryFrames, kernel);
    String name = "gpu:" + gpus.size();
    gpus.add(gpu);
    BatchWorker.start(
        "worker-" + gpus.size(),
        batcher,
        new DetectBatch(
            new DeviceModels(name, List.of(gpu.detector(MODEL))),
            System::currentTimeMillis,
            metrics.device(name),
            /* halves= */ true));
  }

  private List<CompletableFuture<Inference>> offer(int frames) {
    return batcher.offerTogether(new WorkOwner(), BUCKET, Collections.nCopies(frames, FRAME));
  }

  private static void assertBroken(CompletableFuture<Inference> result) {
    assertThat(result)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(StageException.class)
        .withMessageContaining("CUDA error: an illegal memory access");
  }

  private static void await(CyclicBarrier both) {
    try {
      both.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
