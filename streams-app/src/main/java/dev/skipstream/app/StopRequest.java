package dev.skipstream.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The user's wish that a command ends early, by Ctrl-C or SIGTERM. The process waits until the
 * command has finished its work and printed its summary, and at most {@value #LIMIT_SECONDS} s.
 *
 * <p>Threading: the command's thread asks {@link #requested} and calls {@link #close} last. The
 * JVM's shutdown thread sets the wish and waits for {@code close}; it holds no lock meanwhile.
 */
final class StopRequest implements AutoCloseable {
  private static final int LIMIT_SECONDS = 90;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private StopRequest(Runnable onRequest) {
    hook =
        new Thread(
            () -> {
              requested.set(true);
              onRequest.run();
              awaitFinished();
            },
            "stop-request");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Listens for a command that asks {@link #requested} often. */
  static StopRequest listen() {
    return new StopRequest(() -> {});
  }

  /**
   * Listens for a command that must be told.
   *
   * @param onRequest is run once, by the JVM's shutdown thread
   */
  static StopRequest listen(Runnable onRequest) {
    return new StopRequest(onRequest);
  }

  /** Listens for the calling thread, and interrupts it where it waits. */
  static StopRequest interrupting() {
    return new StopRequest(Thread.currentThread()::interrupt);
  }

  boolean requested() {
    return requested.get();
  }

  private void awaitFinished() {
    try {
      finished.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end: the command has done what it does at its end. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, by the wish that this is about.
    }
  }
}
