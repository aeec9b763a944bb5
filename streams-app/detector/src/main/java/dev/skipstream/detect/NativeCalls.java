package dev.skipstream.detect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running calls of libtorch, which the end of the process waits for ({@link ProcessEnd}).
 *
 * <p>Threading: for any thread. After {@link #end}, a call waits for ever: its thread ends with the
 * process.
 */
final class NativeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);

  /** More than a batch takes. A device that hangs must not keep the process. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final ReadWriteLock RUNNING = new ReentrantReadWriteLock();

  private NativeCalls() {}

  /** Runs a call. */
  static <T> T run(Supplier<T> call) {
    RUNNING.readLock().lock();
    try {
      return call.get();
    } finally {
      RUNNING.readLock().unlock();
    }
  }

  /** Waits for the running calls, and lets none begin from now on. */
  static void end() throws InterruptedException {
    if (!RUNNING.writeLock().tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      LOG.warn("a detector still computes after {} s, and the process ends", LIMIT.toSeconds());
    }
  }
}
