package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.Credits;
import dev.skipstream.async.StalledException;
import dev.skipstream.async.WorkerProgress;
import java.time.Duration;

/**
 * Room for frames that are decoded and not yet inferred. One frame always has room, however large
 * it is.
 *
 * <p>Threading: {@link #take} blocks its decoder, in order of arrival, until workers have made
 * room; {@link #giveBack} may come from any thread.
 */
public final class DecodedFrameBudget {
  private final Credits credits;
  private final Duration limit;
  private final WorkerProgress progress;

  /**
   * All of it is free.
   *
   * @param frames maximum number of in-flight frames
   * @param bytes of all frames together
   * @param limit how long a frame may wait for room
   */
  public DecodedFrameBudget(int frames, long bytes, Duration limit) {
    this(frames, bytes, limit, WorkerProgress.NONE);
  }

  /**
   * Makes a room in which a frame waits beyond the limit while the workers make progress.
   *
   * @param progress of the workers that make room
   */
  public DecodedFrameBudget(int frames, long bytes, Duration limit, WorkerProgress progress) {
    this.credits = new Credits(frames, bytes);
    this.limit = limit;
    this.progress = progress;
  }

  /**
   * Takes room for a frame, before it is allocated.
   *
   * @throws StalledException when there is none within the limit, and no worker makes progress
   */
  void take(long bytes) {
    boolean taken = false;
    while (!taken) {
      try {
        credits.acquire(bytes, limit);
        taken = true;
      } catch (StalledException e) {
        if (!progress.isAlive()) {
          throw e;
        }
      }
    }
  }

  /** The frame is gone. */
  void giveBack(long bytes) {
    credits.release(bytes);
  }
}
