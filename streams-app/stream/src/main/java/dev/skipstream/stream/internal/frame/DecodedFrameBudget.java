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
 * room; any thread may close what it returns.
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
   * @return the room, which is free again when it is closed
   * @throws StalledException when there is none within the limit, and no worker makes progress
   */
  Credits.Credit take(long bytes) {
    while (true) {
      try {
        return credits.acquire(bytes, limit);
      } catch (StalledException e) {
        if (!progress.isAlive()) {
          throw e;
        }
      }
    }
  }

  /** Returns the number of frames that have room. */
  int frames() {
    return credits.recordsInUse();
  }
}
