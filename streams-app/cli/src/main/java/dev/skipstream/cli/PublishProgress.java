package dev.skipstream.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Shows how far a publication is: a bar with frames, rate, time left and bytes at a terminal, and a
 * line a minute elsewhere.
 *
 * <p>Threading: for one thread.
 */
final class PublishProgress implements AutoCloseable {
  private static final long LINE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long UNKNOWN = -1;

  private final OptionalLong expected;
  private final Optional<ProgressBar> bar;
  private final PrintStream log;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long frames;
  private long bytes;
  private long nextLineNanos;

  /**
   * Starts at zero.
   *
   * @param expected frames, where the number is known
   * @param bar at a terminal
   * @param log for the lines where there is no bar
   */
  PublishProgress(
      OptionalLong expected, Optional<ProgressBar> bar, PrintStream log, LongSupplier nanoTime) {
    this.expected = expected;
    this.bar = bar;
    this.log = log;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.nextLineNanos = startNanos + LINE_NANOS;
  }

  /** Starts to show progress on stderr. */
  static PublishProgress start(OptionalLong expected) {
    Optional<ProgressBar> bar =
        Progress.atTerminal()
            ? Optional.of(bar(expected, new ConsoleProgressBarConsumer(System.err)))
            : Optional.empty();
    return new PublishProgress(expected, bar, System.err, System::nanoTime);
  }

  static ProgressBar bar(OptionalLong expected, ProgressBarConsumer painter) {
    return new ProgressBarBuilder()
        .setTaskName("publish")
        .setInitialMax(expected.orElse(UNKNOWN))
        .showSpeed()
        .setConsumer(painter)
        .build();
  }

  /** Counts a frame of so many bytes. */
  void published(int size) {
    frames++;
    bytes += size;
    if (bar.isPresent()) {
      bar.get().step();
      bar.get().setExtraMessage(" " + size(bytes));
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - nextLineNanos >= 0) {
      log.println(line(now - startNanos));
      nextLineNanos += LINE_NANOS * (1 + (now - nextLineNanos) / LINE_NANOS);
    }
  }

  private String line(long nanos) {
    double rate = frames * 1e9 / nanos;
    String of = expected.isPresent() ? " of " + expected.getAsLong() : "";
    String left =
        expected.isPresent()
            ? ", %s left".formatted(time(Math.max(0, expected.getAsLong() - frames) / rate))
            : "";
    return String.format(
        Locale.ROOT, "publish: %d%s frames, %.1f/s, %s%s", frames, of, rate, size(bytes), left);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
