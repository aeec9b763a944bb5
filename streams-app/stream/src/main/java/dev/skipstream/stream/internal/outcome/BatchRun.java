package dev.skipstream.stream.internal.outcome;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One inference of a batch of frames. Its frames share this object, and no two batches are equal:
 * so the frames that left together are known at their ends.
 *
 * <p>Threading: any thread; no call blocks.
 */
public final class BatchRun {
  private final String device;
  private final int frames;
  private final long started;
  private final long finished;
  private final AtomicInteger left;

  /**
   * A run that is complete.
   *
   * @param device the name of the device
   * @param frames the number of frames in the batch
   * @param started when the batch left, on {@link System#nanoTime()}
   * @param finished when it was done
   */
  public BatchRun(String device, int frames, long started, long finished) {
    this.device = device;
    this.frames = frames;
    this.started = started;
    this.finished = finished;
    this.left = new AtomicInteger(frames);
  }

  /** Returns the name of the device. */
  public String device() {
    return device;
  }

  /** Returns the number of frames in the batch. */
  public int frames() {
    return frames;
  }

  /** Returns when the batch left, on {@link System#nanoTime()}. */
  public long started() {
    return started;
  }

  /** Returns when the batch was done, on {@link System#nanoTime()}. */
  public long finished() {
    return finished;
  }

  /** Counts the outcome of one of its frames; returns true for the last one. */
  public boolean outcomeLeft() {
    return left.decrementAndGet() == 0;
  }
}
