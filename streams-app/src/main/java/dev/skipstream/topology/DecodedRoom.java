package dev.skipstream.topology;

import dev.skipstream.async.Credits;
import java.time.Duration;

/**
 * Room for frames that are decoded and not yet inferred. One frame always has room, however large
 * it is.
 *
 * <p>Threading: {@link #take} blocks its decoder, in order of arrival, until workers have made
 * room; {@link #giveBack} may come from any thread.
 */
final class DecodedRoom {
  private final Credits credits;
  private final Duration limit;

  /**
   * All of it is free.
   *
   * @param frames that may be under way at all
   * @param bytes of all frames together
   * @param limit how long a frame may wait for room
   */
  DecodedRoom(int frames, long bytes, Duration limit) {
    this.credits = new Credits(frames, bytes);
    this.limit = limit;
  }

  /**
   * Takes room for a frame, before it is allocated.
   *
   * @throws dev.skipstream.async.StalledException when there is none within the limit
   */
  void take(long bytes) {
    credits.acquire(bytes, limit);
  }

  /** The frame is gone. */
  void giveBack(long bytes) {
    credits.release(bytes);
  }
}
