package dev.skipstream.camera;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of one camera, across its connections and restarts.
 *
 * <p>Threading: any thread.
 */
final class CameraCounts {
  final AtomicLong published = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong wrongClock = new AtomicLong();
  final AtomicLong connections = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private volatile boolean up;
  private volatile CameraEvent.Down lastDown;
  private volatile Instant lastFrame;

  /** Adds the growth between two counts of one connection. */
  void add(ReaderMessage.Counts before, ReaderMessage.Counts now) {
    dropped.addAndGet(now.dropped() - before.dropped());
    skipped.addAndGet(now.skipped() - before.skipped());
    undecodable.addAndGet(now.undecodable() - before.undecodable());
  }

  void frame(Instant arrival) {
    lastFrame = arrival;
  }

  void up() {
    up = true;
    connections.incrementAndGet();
  }

  void down(CameraEvent.Down down) {
    up = false;
    lastDown = down;
  }

  CameraStatus status(String name) {
    return new CameraStatus(
        name,
        up,
        Optional.ofNullable(lastDown),
        published.get(),
        dropped.get(),
        skipped.get(),
        undecodable.get(),
        failed.get(),
        wrongClock.get(),
        Math.max(0, connections.get() - 1),
        Optional.ofNullable(lastFrame));
  }
}
