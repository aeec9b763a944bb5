package dev.skipstream.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A stream on a thread of its own, for a program that does other work beside it.
 *
 * <p>Threading: for the thread that started it. {@link #close} blocks until the stream has ended,
 * with the stream's own bound.
 */
public final class RunningStream implements AutoCloseable {
  private final DetectionStream stream;
  private final CompletableFuture<Void> running;

  /** True after the caller got the cause of the stream's end. */
  private boolean told;

  private RunningStream(DetectionStream stream) {
    this.stream = stream;
    this.running = CompletableFuture.runAsync(stream::run, RunningStream::thread);
  }

  /** Starts a stream in the background. */
  public static RunningStream start(DetectionSettings settings) {
    return start(new DetectionStream(settings));
  }

  /** Starts a stream that has not started. */
  public static RunningStream start(DetectionStream stream) {
    return new RunningStream(stream);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "app");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns if the models are warm: the stream begins then. */
  public boolean isWarm() {
    return stream.isWarm();
  }

  /** Returns if the models are warm and the instance has its partitions. */
  public boolean isReady() {
    return stream.isRunning();
  }

  /** Returns if the stream has ended, by itself or on request. */
  public boolean hasEnded() {
    return running.isDone();
  }

  /** Throws the cause of the stream's end, if it has ended by itself. */
  public void throwIfEnded() {
    if (running.isCompletedExceptionally()) {
      told = true;
      join();
    }
  }

  /**
   * Stops the stream; throws the cause of an earlier end that {@link #throwIfEnded} has not thrown.
   */
  @Override
  public void close() {
    stream.stop();
    if (!told) {
      join();
    }
  }

  /** Throws the stream's own exception, not the future's. */
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
