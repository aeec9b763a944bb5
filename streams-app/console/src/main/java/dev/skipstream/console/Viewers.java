package dev.skipstream.console;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open pages. While there is one, the feed runs.
 *
 * <p>Threading: two threads of its own, from the first viewer to {@link #close}. The ticker offers
 * the newest messages ten times a second, which limits each camera to 10 frames a second. The feed
 * reads from the broker. Neither waits for a viewer.
 */
final class Viewers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);
  static final int MAX = 256;
  private static final long TICK_MILLIS = 100;

  /** The feed runs on for this time, so that a page that is opened again has its frames at once. */
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final Board board;
  private final FeedReader feed;
  private final Clock clock;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean reading = new AtomicBoolean();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(daemon("console-ticker"));
  private final ExecutorService reader = Executors.newSingleThreadExecutor(daemon("console-feed"));
  private volatile long lastSeen;
  private volatile boolean closed;

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  Viewers(Board board, FeedReader feed, Clock clock) {
    this.board = board;
    this.feed = feed;
    this.clock = clock;
    ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Adds a viewer until it leaves; false when there are too many. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends when the viewer leaves
  boolean add(Viewer viewer) {
    if (viewers.size() >= MAX) {
      return false;
    }
    viewers.add(viewer);
    viewer.gone().thenRun(() -> viewers.remove(viewer));
    wake();
    return true;
  }

  /** Starts the feed, if it does not run. */
  void wake() {
    lastSeen = clock.millis();
    if (!closed && reading.compareAndSet(false, true)) {
      reader.execute(this::read);
    }
  }

  int count() {
    return viewers.size();
  }

  private void read() {
    try {
      feed.run(this::wanted);
    } finally {
      reading.set(false);
    }
  }

  private boolean wanted() {
    return !closed && (!viewers.isEmpty() || clock.millis() - lastSeen < LINGER.toMillis());
  }

  private void tick() {
    try {
      if (viewers.isEmpty()) {
        return;
      }
      wake();
      List<Message> newest = board.messages(clock.millis());
      viewers.forEach(viewer -> viewer.offer(newest));
    } catch (RuntimeException e) {
      LOG.warn("a message of the console could not be written", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    ticker.shutdownNow();
    reader.shutdownNow();
    viewers.forEach(Viewer::leave);
  }
}
