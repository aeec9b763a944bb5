package dev.skipstream.report;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.classification.ClassConfusion;
import dev.skipstream.report.ReportView.Figure;
import dev.skipstream.report.ReportView.Tile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The report of a task as its template reads it: texts, and lists that are empty if a part is left
 * out.
 *
 * @param main the name of the main number
 * @param counted what the ground truth of a class is counted by: objects, frames or pixels
 * @param figures the task's numbers
 * @param curves at most one chart
 * @param classes those with the largest count first
 * @param confused the most frequent confusions
 */
record TaskReportView(
    String title,
    String at,
    String task,
    String main,
    String counted,
    List<Tile> tiles,
    List<Tile> counts,
    List<Figure> figures,
    List<LineChart> curves,
    List<ClassRow> classes,
    boolean isConfused,
    List<Confusion> confused,
    boolean imperfect,
    List<FramePicture> worst,
    List<TimesChart> times) {
  private static final int TILES = 3;

  /** Confusions of more classes than these fill pages. */
  private static final int CONFUSIONS = 20;

  /** A class and its main number, with a bar of its width in percent. */
  record ClassRow(String label, String count, String number, String percent) {}

  /** Frames of a class that were taken for another one. */
  record Confusion(String truth, String found, long count, String share) {}

  static TaskReportView of(TaskReport report) {
    Figures figures = report.figures();
    List<Confusion> confused = report.confusion().map(TaskReportView::confused).orElse(List.of());
    List<Figure> rows = new ArrayList<>();
    for (String name : figures.names()) {
      double number = figures.number(name);
      rows.add(new Figure(name, "", Shown.figure(number), Shown.percent(number)));
    }
    return new TaskReportView(
        report.title(),
        Shown.minute(report.at()),
        report.task().toString(),
        figures.names().get(0),
        report.task().counted(),
        rows.stream().limit(TILES).map(row -> new Tile(row.name(), row.value(), "")).toList(),
        ReportView.counts(report.counts()),
        rows,
        report.curves().map(one -> LineChart.of(ReportView.series(one.all()))).stream().toList(),
        figures.classes().stream()
            .sorted(Comparator.comparingLong(Figures.OfClass::count).reversed())
            .map(TaskReportView::row)
            .toList(),
        !confused.isEmpty(),
        confused,
        !report.worst().isEmpty(),
        report.worst().stream().map(FramePicture::of).toList(),
        report.times().map(TimesChart::of).stream().toList());
  }

  private static ClassRow row(Figures.OfClass one) {
    return new ClassRow(
        one.label(),
        Shown.count(one.count()),
        Shown.figure(one.number()),
        Shown.percent(one.number()));
  }

  private static List<Confusion> confused(ClassConfusion confusion) {
    List<Confusion> all = new ArrayList<>();
    for (int row = 0; row < confusion.labels().size(); row++) {
      List<Long> counts = confusion.counts().get(row);
      long frames = counts.stream().mapToLong(Long::longValue).sum();
      for (int column = 0; column < counts.size(); column++) {
        if (column != row && counts.get(column) > 0) {
          all.add(
              new Confusion(
                  confusion.labels().get(row),
                  column < confusion.labels().size() ? confusion.labels().get(column) : "no class",
                  counts.get(column),
                  Shown.percent((double) counts.get(column) / frames)));
        }
      }
    }
    return all.stream()
        .sorted(Comparator.comparingLong(Confusion::count).reversed())
        .limit(CONFUSIONS)
        .toList();
  }
}
