package dev.skipstream.camera;

import dev.skipstream.source.ffmpeg.LivePicture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The newest pictures of a camera that wait to be encoded. When there is no room, the oldest is
 * dropped.
 *
 * <p>Threading: one thread offers, one takes, one adds room at the topic. {@link #take} blocks,
 * with a bound; the others return at once.
 */
final class NewestPictures {
  /**
   * A picture to encode.
   *
   * @param dropped pictures that were dropped before it
   */
  record Taken(LivePicture picture, long dropped) {}

  private final int capacity;
  private final Deque<LivePicture> waiting = new ArrayDeque<>();
  private int room;
  private long dropped;
  private boolean ended;

  /**
   * Starts without a picture.
   *
   * @param capacity pictures that wait at most
   * @param room pictures that may be taken until {@link #addRoom}
   */
  NewestPictures(int capacity, int room) {
    this.capacity = capacity;
    this.room = room;
  }

  /** Adds a picture, in place of the oldest one where there is no room. */
  synchronized void offer(LivePicture picture) {
    if (waiting.size() == capacity) {
      waiting.removeFirst().close();
      dropped++;
    }
    waiting.addLast(picture);
    notifyAll();
  }

  /** Allows one more picture to be taken. */
  synchronized void addRoom() {
    room++;
    notifyAll();
  }

  /** Lets {@link #take} return nothing from now on, when no picture waits any more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Returns if no further picture comes, and none waits that could be taken. */
  synchronized boolean ended() {
    return ended && (waiting.isEmpty() || room == 0);
  }

  /** Blocks until there is a picture and room for it, or the time is over. */
  synchronized Optional<Taken> take(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!ended && (waiting.isEmpty() || room == 0)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    if (waiting.isEmpty() || room == 0) {
      return Optional.empty();
    }
    room--;
    return Optional.of(new Taken(waiting.removeFirst(), dropped));
  }

  /** Returns the number of pictures that were dropped. */
  synchronized long dropped() {
    return dropped;
  }
}
