package dev.skipstream.registry.server;

import dev.skipstream.registry.ModelRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells any number of waiting requests of changes.
 *
 * <p>Threading: one thread of its own, which blocks on a registry of its own for a second at most;
 * the requests that wait block none.
 */
final class ChangeFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final long STOP_MILLIS = 5_000;

  private final Supplier<? extends ModelRegistry> registry;
  private final Thread thread;
  private volatile boolean closed;

  private long revision;
  private CompletableFuture<Long> next = new CompletableFuture<>();

  /**
   * Starts to look.
   *
   * @param registry opens one for the feed alone, which closes it
   */
  ChangeFeed(Supplier<? extends ModelRegistry> registry) {
    this.registry = registry;
    this.thread = new Thread(this::look, "registry-changes");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns a future of the revision, which completes when the revision differs from {@code known}.
   * It belongs to the caller.
   */
  synchronized CompletableFuture<Long> after(long known) {
    return revision > known ? CompletableFuture.completedFuture(revision) : next.copy();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    while (!closed) {
      try (ModelRegistry own = registry.get()) {
        long seen = -1;
        while (!closed) {
          seen = own.awaitChange(seen, LOOK_EVERY);
          publish(seen);
        }
      } catch (RuntimeException e) {
        if (!closed) {
          // Other requests report this failure themselves. Requests that wait for changes continue
          // to wait.
          LOG.warn("no changes are seen, for the registry does not answer: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  private void publish(long seen) {
    CompletableFuture<Long> changed;
    synchronized (this) {
      if (seen <= revision) {
        return;
      }
      revision = seen;
      changed = next;
      next = new CompletableFuture<>();
    }
    changed.complete(seen);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, or the loop's next wait ends at once
    }
  }
}
