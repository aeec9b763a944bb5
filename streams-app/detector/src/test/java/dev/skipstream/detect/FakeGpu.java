package dev.skipstream.detect;

import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A device that behaves as a GPU does. The host launches kernels, which run later, in order, on the
 * device. The host sees an error of a kernel when it waits for the results. Such an error is
 * sticky: every later call fails. The memory has a limit. A batch costs less than its frames alone.
 *
 * <p>Time is counted and not spent: {@link #busyNanos} is the device's clock.
 *
 * <p>Threading: any thread; the kernels run on one thread of the device.
 */
public final class FakeGpu implements AutoCloseable {
  /** The cost of a batch of eight in frames, as on a GPU that one frame leaves idle. */
  public static final double COST_OF_EIGHT = 1.3;

  private final Duration frameTime;
  private final double costOfEight;
  private final int memoryFrames;
  private final Consumer<Integer> kernel;
  private final AtomicLong busyNanos = new AtomicLong();

  /** The queue of launched kernels. */
  private final ExecutorService queue =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "fake-gpu");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Optional<String> fault = Optional.empty();

  /**
   * Creates a device.
   *
   * @param frameTime the time of a kernel for one frame
   * @param costOfEight the time of a kernel for eight frames, in those of one
   * @param memoryFrames the number of frames that fit the memory
   * @param kernel is called on the device's thread with the size of each batch; the kernel fails
   *     where it throws
   */
  public FakeGpu(
      Duration frameTime, double costOfEight, int memoryFrames, Consumer<Integer> kernel) {
    this.frameTime = frameTime;
    this.costOfEight = costOfEight;
    this.memoryFrames = memoryFrames;
    this.kernel = kernel;
  }

  /** Returns the time for which kernels have run, in nanoseconds. */
  public long busyNanos() {
    return busyNanos.get();
  }

  /** Returns a detector on this device, which finds nothing. */
  public Detector detector(ModelIdentity model) {
    return new OnGpu(model);
  }

  /** Puts a kernel at the end of the queue, and returns at once. */
  private Future<?> launch(int frames) {
    requireWhole();
    if (frames > memoryFrames) {
      // The allocator of the host: this error is not sticky.
      throw new DetectorException(
          "CUDA out of memory. Tried to allocate %d frames, %d are free"
              .formatted(frames, memoryFrames));
    }
    return queue.submit(
        () -> {
          if (fault.isEmpty()) {
            run(frames);
          }
        });
  }

  private void run(int frames) {
    try {
      kernel.accept(frames);
      double cost = 1 + (costOfEight - 1) * (frames - 1) / 7;
      busyNanos.addAndGet((long) (frameTime.toNanos() * cost));
    } catch (RuntimeException e) {
      fault = Optional.of("CUDA error: an illegal memory access was encountered");
    }
  }

  private void synchronize(Future<?> launched) {
    try {
      launched.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DetectorException("interrupted", e);
    } catch (ExecutionException e) {
      throw new DetectorException("the fake GPU has a defect", e);
    }
    requireWhole();
  }

  private void requireWhole() {
    if (fault.isPresent()) {
      throw new DetectorException(fault.get());
    }
  }

  @Override
  public void close() {
    queue.shutdownNow();
  }

  private final class OnGpu implements Detector {
    private final ModelIdentity model;

    OnGpu(ModelIdentity model) {
      this.model = model;
    }

    @Override
    public ModelIdentity model() {
      return model;
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(frame.height(), frame.width());
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      synchronize(launch(frames.size()));
      return Collections.nCopies(frames.size(), new Boxes(List.of()));
    }

    @Override
    public void close() {}
  }
}
