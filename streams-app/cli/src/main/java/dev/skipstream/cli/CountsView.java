package dev.skipstream.cli;

import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.tracking.CountsAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts of lines as a table for people. */
final class CountsView {
  private static final List<String> HEADS =
      List.of("camera", "window", "length", "line", "class", "left-to-right", "right-to-left");

  private CountsView() {}

  static String page(CountsAnswer answer) {
    StringBuilder page = new StringBuilder();
    answer
        .lastFrame()
        .ifPresent(
            last ->
                page.append(
                    "last frame %s, in partition %d%n"
                        .formatted(last, answer.partition().orElseThrow())));
    if (answer.counts().isEmpty()) {
      return page.append("no object has crossed a line%n".formatted()).toString();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADS);
    answer.counts().forEach(count -> rows.add(row(count)));
    int[] widths = new int[HEADS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    rows.forEach(row -> page.append(line(row, widths)));
    return page.toString();
  }

  private static List<String> row(LineCount count) {
    return List.of(
        count.camera(),
        count.from().toString(),
        DurationText.of(Duration.between(count.from(), count.to())),
        count.line(),
        count.label(),
        Long.toString(count.leftToRight()),
        Long.toString(count.rightToLeft()));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return "%s%n".formatted(line.toString().stripTrailing());
  }
}
