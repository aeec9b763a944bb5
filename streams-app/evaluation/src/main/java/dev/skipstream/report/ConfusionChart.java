package dev.skipstream.report;

import dev.skipstream.evaluate.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The confusion matrix, as squares that are the fuller the larger their share of the row is.
 *
 * @param score the least score of detections that count
 * @param margin the room for names, at the left and above
 * @param side of the square that all squares make, whose corner the other places are seen from
 * @param letters the height of names
 * @param lean degrees by which the columns' names are turned
 * @param rows names at the left, from the top
 * @param columns names at the top, from the left
 * @param cells those that are not empty
 */
record ConfusionChart(
    String score,
    int width,
    int height,
    int margin,
    int side,
    int letters,
    int lean,
    List<Name> rows,
    List<Name> columns,
    List<Cell> cells) {
  /** The room that all squares share. */
  private static final int ROOM = 880;

  private static final int LARGEST = 64;
  private static final int SMALLEST = 10;

  /** A name's letters: as high as a square where that is less. */
  private static final int LETTERS = 13;

  /** Names of columns lean where squares are so large; below, leaning ones would overlap. */
  private static final int LEANING = 20;

  /** A letter's width, as a share of its height. */
  private static final double LETTER = 0.6;

  /** The minimum size of a cell that has room for a number. */
  private static final int READABLE = 26;

  /** A name of a row or column, and the middle of it. */
  record Name(String label, double at, boolean quiet) {}

  /**
   * A cell of the matrix.
   *
   * @param fill the opacity of its colour, 0 to 1
   * @param style the name of its CSS class: right, wrong, or empty if one side is no object
   * @param count the text in it; empty if the cell is too small
   */
  record Cell(
      double x,
      double y,
      double size,
      double middleX,
      double middleY,
      String fill,
      String style,
      List<String> count,
      String title) {}

  static ConfusionChart of(ConfusionMatrix.Table table) {
    List<String> rowNames = new ArrayList<>(table.labels());
    rowNames.add("nothing");
    List<String> columnNames = new ArrayList<>(table.labels());
    columnNames.add("missed");
    int count = rowNames.size();
    int size = Math.max(SMALLEST, Math.min(LARGEST, ROOM / count));
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      List<Integer> counts = table.counts().get(row);
      int sum = counts.stream().mapToInt(Integer::intValue).sum();
      for (int column = 0; column < count; column++) {
        if (counts.get(column) > 0) {
          cells.add(
              cell(
                  row,
                  column,
                  size,
                  counts.get(column),
                  sum,
                  count - 1,
                  "%s → %s".formatted(rowNames.get(row), columnNames.get(column))));
        }
      }
    }
    int side = count * size;
    int letters = Math.min(LETTERS, size - 1);
    int longest = rowNames.stream().mapToInt(String::length).max().orElse(0);
    int margin = 24 + (int) (LETTER * letters * longest);
    return new ConfusionChart(
        String.valueOf(table.score()),
        // The last column's name leans to the right.
        2 * margin + side,
        margin + side + 4,
        margin,
        side,
        letters,
        size < LEANING ? 90 : 45,
        names(rowNames, size),
        names(columnNames, size),
        cells);
  }

  private static List<Name> names(List<String> labels, int size) {
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      names.add(new Name(labels.get(i), (i + 0.5) * size, i == labels.size() - 1));
    }
    return names;
  }

  private static Cell cell(
      int row, int column, int size, int count, int sum, int nothing, String what) {
    double share = (double) count / sum;
    double x = (double) column * size;
    double y = (double) row * size;
    String style = row == column ? "right" : row == nothing || column == nothing ? "none" : "wrong";
    return new Cell(
        x + 1,
        y + 1,
        size - 2.0,
        x + size / 2.0,
        y + size / 2.0,
        // The square root keeps what is rare to be seen.
        String.format(Locale.ROOT, "%.2f", 0.12 + 0.78 * Math.sqrt(share)),
        style + (share > 0.35 ? " full" : ""),
        size >= READABLE ? List.of(Shown.count(count)) : List.of(),
        "%s: %s (%s %% of the row)".formatted(what, Shown.count(count), Shown.percent(share)));
  }
}
