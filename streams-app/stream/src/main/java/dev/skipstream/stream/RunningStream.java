package dev.skipstream.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An app on a thread of its own, for a caller that does something beside it.
 *
 * <p>Threading: for the thread that started it. {@link #close} blocks until the app has ended, with
 * the app's own bound.
 */
public final class RunningStream implements AutoCloseable {
  private final DetectionStream app;
  private final CompletableFuture<Void> running;

  /** True once the caller has the cause of the app's end. */
  private boolean told;

  private RunningStream(DetectionStream app) {
    this.app = app;
    this.running = CompletableFuture.runAsync(app::run, RunningStream::thread);
  }

  /** Starts an app that has not started. */
  public static RunningStream start(DetectionStream app) {
    return new RunningStream(app);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "app");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns if the models are warm: the stream begins then. */
  public boolean isWarm() {
    return app.isWarm();
  }

  /** Returns if the models are warm and the instance has its partitions. */
  public boolean isReady() {
    return app.isRunning();
  }

  /** Returns if the app has ended, by itself or on request. */
  public boolean hasEnded() {
    return running.isDone();
  }

  /** Throws what the app ended of, if it has ended by itself. */
  public void throwIfEnded() {
    if (running.isCompletedExceptionally()) {
      told = true;
      join();
    }
  }

  /** Stops the app; throws what it ended of, if that was something else and is news. */
  @Override
  public void close() {
    app.stop();
    if (!told) {
      join();
    }
  }

  /** The app's own exception, not the future's. */
  private void join() {
    try {
      running.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
