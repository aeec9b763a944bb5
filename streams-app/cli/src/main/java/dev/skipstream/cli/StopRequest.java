package dev.skipstream.cli;

import dev.skipstream.detect.ProcessEnd;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The user's wish that a command ends early, by Ctrl-C or SIGTERM. The process waits, with a bound,
 * until the command has finished its work and printed its summary.
 *
 * <p>Threading: the command's thread calls {@link #requested}, {@link #endInterrupts} and, last,
 * {@link #close}. A thread of {@link ProcessEnd} sets the wish and waits for {@code close}. Both
 * hold the lock of this object only while they set or read a flag; no thread waits while it holds
 * the lock.
 */
final class StopRequest implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A thread that waits for a source which cannot be interrupted, such as a pipe, stays there. */
  private static final Duration INTERRUPTED_LIMIT = Duration.ofSeconds(15);

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread command = Thread.currentThread();
  private final Runnable atEnd = this::request;
  private final Runnable onRequest;
  private final Duration limit;
  private boolean mayInterrupt;

  private StopRequest(Runnable onRequest, boolean mayInterrupt) {
    this.mayInterrupt = mayInterrupt;
    this.onRequest = onRequest;
    this.limit = mayInterrupt ? INTERRUPTED_LIMIT : LIMIT;
    ProcessEnd.add(atEnd);
  }

  /** Passes the wish on, at the end of the process, and waits for the command. */
  private void request() {
    requested.set(true);
    interrupt();
    onRequest.run();
    try {
      finished.await(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens for a command that asks {@link #requested} often. */
  static StopRequest listen() {
    return listen(() -> {});
  }

  /**
   * Listens for a command that must be told.
   *
   * @param onRequest is run once, by a thread of {@link ProcessEnd}
   */
  static StopRequest listen(Runnable onRequest) {
    return new StopRequest(onRequest, /* mayInterrupt= */ false);
  }

  /** Listens for the calling thread, and interrupts it until {@link #endInterrupts}. */
  static StopRequest interrupting() {
    return new StopRequest(() -> {}, /* mayInterrupt= */ true);
  }

  boolean requested() {
    return requested.get();
  }

  /** Lets the command finish its work: from here on it is not interrupted, and has not been. */
  synchronized void endInterrupts() {
    mayInterrupt = false;
    if (requested.get()) {
      Thread.interrupted();
    }
  }

  private synchronized void interrupt() {
    if (mayInterrupt) {
      command.interrupt();
    }
  }

  /** Lets the process end: the command has done what it does at its end. */
  @Override
  public void close() {
    finished.countDown();
    ProcessEnd.remove(atEnd);
  }
}
