package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.MicroBatcher;
import java.util.concurrent.CompletableFuture;

/** A place that is kept for one frame among those that it may share a batch with. */
public interface Seat {

  /** The frame has come; returns what comes of it. At most once, and not after {@link #leave}. */
  CompletableFuture<Inference> take(FrameBucket bucket, PendingFrame frame);

  /** The frame will not come. */
  void leave();

  /** Among whatever comes together. */
  static Seat of(MicroBatcher<FrameBucket, PendingFrame, Inference>.Announcement announcement) {
    return new Seat() {
      @Override
      public CompletableFuture<Inference> take(FrameBucket bucket, PendingFrame frame) {
        return announcement.offer(bucket, frame);
      }

      @Override
      public void leave() {
        announcement.withdraw();
      }
    };
  }
}
