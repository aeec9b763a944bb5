package dev.skipstream.cli;

import dev.skipstream.telemetry.StreamHealth;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Ends a process whose stream has failed and that does not end by itself. A thread that waits for a
 * lock, or a class that cannot be loaded, may prevent its end. It is started before the stream,
 * because a process without file descriptors or memory starts no thread.
 *
 * <p>Threading: one daemon thread, from {@link #start} to {@link #close}, with timed waits only.
 */
final class EndWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** The workers' and the decoders' own bounds, after the stream's. */
  private static final Duration BEYOND_STOP_LIMIT = Duration.ofSeconds(15);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final BooleanSupplier isLive;
  private final Supplier<ExitCode> code;
  private final Duration limit;
  private final IntConsumer halt;

  private EndWatch(
      BooleanSupplier isLive, Supplier<ExitCode> code, Duration limit, IntConsumer halt) {
    this.isLive = isLive;
    this.code = code;
    this.limit = limit;
    this.halt = halt;
  }

  /** Starts to watch. */
  static EndWatch start(StreamHealth health, Duration stopLimit) {
    return start(
        health::isLive,
        () -> Failures.codeOf(health.stopCause()),
        stopLimit.plus(BEYOND_STOP_LIMIT),
        Runtime.getRuntime()::halt);
  }

  /**
   * Starts a watch that ends the process by a given action.
   *
   * @param isLive a supplier that returns false once the stream has failed or ended
   * @param code the exit code of the process
   * @param limit the time limit for the end of the process once its stream has failed
   * @param halt the action, which takes the exit code
   */
  static EndWatch start(
      BooleanSupplier isLive, Supplier<ExitCode> code, Duration limit, IntConsumer halt) {
    EndWatch watch = new EndWatch(isLive, code, limit, halt);
    Thread thread = new Thread(watch::watch, "end-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch() {
    try {
      while (isLive.getAsBoolean()) {
        if (closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        int status = code.get().status();
        System.err.println(
            "skipstream: the stream has failed and the process does not end; it is halted with exit"
                + " code "
                + status);
        halt.accept(status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
