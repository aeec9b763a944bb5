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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A device that behaves as a GPU does. The host launches kernels, which run later, in order, on the
 * device. The host sees an error of a kernel when it waits for the results. Such an error is
 * sticky: every later call fails. The memory has a limit. A batch costs less than its frames alone.
 *
 * <p>Time is counted, and {@link #busyNanos} is the device's clock. A kernel of {@link #takingTime}
 * spends it too.
 *
 * <p>Threading: any thread; the kernels run on one thread of the device.
 */
public final class FakeGpu implements AutoCloseable {
  /** The cost of a batch of eight in frames, as on a GPU that one frame leaves idle. */
  public static final double COST_OF_EIGHT = 1.3;

  private final Duration frameTime;
  private final double costOfEight;
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

  private volatile int memoryFrames;
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

  /** Creates a device whose kernels take their time, on no processor. */
  public static FakeGpu takingTime(Duration frameTime, int memoryFrames) {
    return takingTime(frameTime, memoryFrames, frames -> {});
  }

  /**
   * Creates a device whose kernels take their time, on no processor.
   *
   * @param kernel is called first, as of the constructor
   */
  public static FakeGpu takingTime(Duration frameTime, int memoryFrames, Consumer<Integer> kernel) {
    return new FakeGpu(
        frameTime,
        COST_OF_EIGHT,
        memoryFrames,
        kernel.andThen(frames -> spend(Duration.ofNanos(nanos(frameTime, COST_OF_EIGHT, frames)))));
  }

  /** Lets the calling thread wait, on no processor. */
  public static void spend(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long nanos(Duration frameTime, double costOfEight, int frames) {
    return (long) (frameTime.toNanos() * (1 + (costOfEight - 1) * (frames - 1) / 7));
  }

  /** Another process takes memory: so many frames fit from now on. */
  public void limitMemory(int frames) {
    memoryFrames = frames;
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
      busyNanos.addAndGet(nanos(frameTime, costOfEight, frames));
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
