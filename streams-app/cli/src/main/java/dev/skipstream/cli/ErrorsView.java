package dev.skipstream.cli;

import dev.skipstream.evaluate.ErrorCounts;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of error as text, one line per category. */
final class ErrorsView {
  private ErrorsView() {}

  static String page(ErrorCounts.Table table) {
    return table.categories().stream()
        .map(
            row ->
                line(
                    row.label(),
                    row.correct(),
                    row.location(),
                    row.classError(),
                    row.background(),
                    row.missed()))
        .collect(
            Collectors.joining(
                "\n",
                String.format(Locale.ROOT, "%n Kinds of error, at a score of %s%n", table.score())
                    + line("", "correct", "location", "class", "background", "missed")
                    + "\n",
                "\n"));
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, " %-20s %8s %8s %8s %10s %8s", cells);
  }
}
