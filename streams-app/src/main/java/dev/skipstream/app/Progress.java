package dev.skipstream.app;

import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far long work is, to a person at a terminal; a log gets none of it. */
final class Progress {

  private Progress() {}

  /** The items, counted as they pass. */
  static <T> Stream<T> over(Stream<T> items, long count, String task) {
    if (!atTerminal()) {
      return items;
    }
    return ProgressBar.wrap(items, new ProgressBarBuilder().setTaskName(task).setInitialMax(count));
  }

  // From JDK 22 there is always a console, which then says itself what it is; there a pipe shows
  // the bar.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean atTerminal() {
    return System.console() != null;
  }
}
