package dev.skipstream.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far long work is, to a person at a terminal; a log gets none of it. */
final class Progress implements AutoCloseable {
  private static final long UNKNOWN = -1;

  /** Commands that show a bar in place of their log. */
  private static final Set<String> BARS = Set.of("replay", "compare");

  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /**
   * Starts to show progress.
   *
   * @param steps the number of steps, if known
   */
  static Progress of(String task, OptionalLong steps) {
    return of(task, steps, 0);
  }

  /**
   * Shows the progress of work that was begun before.
   *
   * @param before steps that were done then: how fast it is, the others tell
   */
  static Progress of(String task, OptionalLong steps, long before) {
    return new Progress(
        atTerminal()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(steps.orElse(UNKNOWN))
                    .setUnit(" frames", 1)
                    .showSpeed()
                    .startsFrom(before, Duration.ZERO)
                    .build())
            : Optional.empty());
  }

  /** One more is done. */
  void step() {
    bar.ifPresent(ProgressBar::step);
  }

  /** Shows that this number of steps is done. */
  void stepTo(long done) {
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  /**
   * Leaves only warnings in the log of the commands whose bar says how far they are; lines of a log
   * would tear it. Before the first logger is asked for.
   */
  static void replaceLog(String[] args) {
    if (atTerminal() && args.length > 0 && BARS.contains(args[0])) {
      System.setProperty("skipstream.log.default", "warn");
    }
  }

  /** Returns if the output is a terminal. */
  // From JDK 22 there is always a console, which then says itself what it is; there a pipe shows
  // the bar.
  @SuppressWarnings("SystemConsoleNull")
  static boolean atTerminal() {
    return System.console() != null;
  }
}
