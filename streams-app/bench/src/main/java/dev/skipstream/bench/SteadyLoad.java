package dev.skipstream.bench;

import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameProducer;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes a frame over and over, at even distances, as cameras do.
 *
 * <p>Threading: a thread of its own, until {@link #close}.
 */
final class SteadyLoad implements Route {
  private final Workbench bench;
  private final EncodedFrame frame;
  private final double perSecond;
  private final Thread thread = new Thread(this::publish, "steady-load");
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /** Begins to publish. */
  SteadyLoad(Workbench bench, EncodedFrame frame, double perSecond) {
    this.bench = bench;
    this.frame = frame;
    this.perSecond = perSecond;
    thread.setDaemon(true);
    thread.start();
  }

  private void publish() {
    try (FrameProducer publisher = new FrameProducer(bench.client(), bench.images())) {
      long started = System.nanoTime();
      for (long i = 0; !closed; i++) {
        long due = started + (long) (i * 1e9 / perSecond);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        Workbench.publish(publisher, frame, i);
      }
      publisher.flush();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void throwIfEnded() {
    if (failure != null) {
      throw new IllegalStateException("a frame of the load was not published", failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
