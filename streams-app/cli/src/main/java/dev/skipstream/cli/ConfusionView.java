package dev.skipstream.cli;

import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.classification.ClassConfusion;
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
    String title =
        String.format(
            Locale.ROOT,
            "\n"
                + " Confusion matrix: objects (rows) and predicted categories (columns), at a"
                + " score of %s%n",
            table.score());
    return page(title, table.labels(), table.counts());
  }

  /** The classes of frames. */
  static String page(ClassConfusion table) {
    return page(
        "\n Confusion matrix: classes of frames (rows) and their first classes (columns)\n",
        table.labels(),
        table.counts());
  }

  /** Each row has one more column than there are labels; there may be one more row, too. */
  private static String page(
      String title, List<String> labels, List<? extends List<? extends Number>> counts) {
    List<String> names = new ArrayList<>(labels);
    names.add(NOTHING);
    int width = Math.max(8, names.stream().mapToInt(String::length).max().orElse(0) + 1);
    StringBuilder page = new StringBuilder(title);
    page.append(line("", names.stream(), width));
    for (int row = 0; row < counts.size(); row++) {
      page.append(line(names.get(row), counts.get(row).stream().map(String::valueOf), width));
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
