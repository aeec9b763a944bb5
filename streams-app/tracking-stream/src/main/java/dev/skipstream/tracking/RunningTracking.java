package dev.skipstream.tracking;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A tracking stream on a thread of its own, beside other work of the process.
 *
 * <p>Threading: for the thread that started it. {@link #close} blocks until the stream has ended,
 * with the stream's own bound.
 */
public final class RunningTracking implements AutoCloseable {
  private final TrackingStream stream;
  private final CompletableFuture<Void> running;

  private RunningTracking(TrackingStream stream, CompletableFuture<Void> running) {
    this.stream = stream;
    this.running = running;
  }

  /**
   * Starts a stream in the background.
   *
   * @param onFailure is called when the stream ends by itself, on its thread
   */
  public static RunningTracking start(TrackingStream stream, Runnable onFailure) {
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(stream::run, RunningTracking::thread)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    onFailure.run();
                  }
                });
    return new RunningTracking(stream, running);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "tracking");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops the stream; throws the cause of its end, if it has ended by itself. */
  @Override
  public void close() {
    stream.stop();
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
