package dev.skipstream.cli;

import dev.skipstream.evaluate.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A confusion matrix as text: a row for what is there, a column for what it was taken for. */
final class ConfusionView {
  private static final String NOTHING = "nothing";

  private ConfusionView() {}

  static String page(ConfusionMatrix.Table table) {
    List<String> names = new ArrayList<>(table.labels());
    names.add(NOTHING);
    int width = Math.max(8, names.stream().mapToInt(String::length).max().orElse(0) + 1);
    StringBuilder page =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "\n"
                    + " Confusion matrix: objects (rows) and predicted categories (columns), at a"
                    + " score of %s%n",
                table.score()));
    page.append(line("", names.stream(), width));
    for (int row = 0; row < names.size(); row++) {
      page.append(
          line(names.get(row), table.counts().get(row).stream().map(String::valueOf), width));
    }
    return page.toString();
  }

  private static String line(String name, Stream<String> cells, int width) {
    String format = "%" + width + "s";
    return cells
        .map(cell -> String.format(Locale.ROOT, format, cell))
        .collect(Collectors.joining("", String.format(Locale.ROOT, " %-20s", name), "\n"));
  }
}
