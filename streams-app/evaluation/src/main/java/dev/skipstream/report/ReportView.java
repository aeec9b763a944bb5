package dev.skipstream.report;

import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ErrorCounts;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.VocMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The model of the page's template: texts, and lists that are empty if a part is left out.
 *
 * @param tiles the headline figures
 * @param counts the number of frames of each kind
 * @param coco COCO's twelve numbers
 * @param classes the classes, those with most objects first
 * @param errorScore the least score of detections that count for the kinds of error
 * @param imperfect true if there is a worst frame
 */
record ReportView(
    String title,
    String at,
    List<Tile> tiles,
    List<Tile> counts,
    List<Figure> coco,
    List<Figure> voc,
    LineChart curves,
    List<ClassRow> classes,
    ErrorBar errors,
    String errorScore,
    ConfusionChart confusion,
    boolean imperfect,
    List<FramePicture> worst,
    List<TimesChart> times) {

  /** A figure to be seen from afar. */
  record Tile(String label, String value, String note) {}

  /** A line of a table, with a bar of its width in percent. */
  record Figure(String name, String what, String value, String percent) {}

  /** A category: its figures, its curve and its errors. */
  record ClassRow(
      String label,
      String objects,
      String ap,
      String percent,
      String ap50,
      String ap75,
      String voc,
      LineChart spark,
      ErrorBar errors) {}

  static ReportView of(EvaluationReport report) {
    CocoMetrics metrics = report.metrics();
    return new ReportView(
        report.title(),
        Shown.minute(report.at()),
        tiles(metrics),
        counts(report.counts()),
        coco(metrics),
        List.of(
            figure("AP", "every point", report.voc().everyPoint()),
            figure("AP", "eleven points", report.voc().elevenPoint())),
        LineChart.of(series(report.curves().all())),
        classes(report),
        ErrorBar.ofErrors(report.errors().categories()),
        String.valueOf(report.errors().score()),
        ConfusionChart.of(report.confusion()),
        !report.worst().isEmpty(),
        report.worst().stream().map(FramePicture::of).toList(),
        report.times().map(TimesChart::of).stream().toList());
  }

  private static List<Tile> tiles(CocoMetrics metrics) {
    int objects = metrics.categories().stream().mapToInt(CocoMetrics.Category::objects).sum();
    return List.of(
        new Tile("AP", Shown.figure(metrics.ap()), "IoU 0.50 to 0.95"),
        new Tile("AP50", Shown.figure(metrics.ap50()), "IoU 0.50"),
        new Tile("AP75", Shown.figure(metrics.ap75()), "IoU 0.75"),
        new Tile("AR100", Shown.figure(metrics.ar100()), "100 detections"),
        new Tile(
            "objects",
            Shown.count(objects),
            "in %s categories".formatted(Shown.count(metrics.categories().size()))));
  }

  static List<Tile> counts(FrameJoin.Counts counts) {
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("frames scored", Shown.count(counts.scored()), ""));
    add(tiles, "dropped", counts.dropped());
    add(tiles, "dead letters", counts.deadLetters());
    add(tiles, "not inferred", counts.notLookedAt());
    add(tiles, "without ground truth", counts.withoutTruth());
    return tiles;
  }

  private static void add(List<Tile> tiles, String label, int count) {
    if (count > 0) {
      tiles.add(new Tile(label, Shown.count(count), ""));
    }
  }

  private static List<Figure> coco(CocoMetrics metrics) {
    return List.of(
        figure("AP", "IoU 0.50 to 0.95", metrics.ap()),
        figure("AP50", "IoU 0.50", metrics.ap50()),
        figure("AP75", "IoU 0.75", metrics.ap75()),
        figure("AP small", "below 32² pixels", metrics.apSmall()),
        figure("AP medium", "32² to 96² pixels", metrics.apMedium()),
        figure("AP large", "above 96² pixels", metrics.apLarge()),
        figure("AR1", "1 detection", metrics.ar1()),
        figure("AR10", "10 detections", metrics.ar10()),
        figure("AR100", "100 detections", metrics.ar100()),
        figure("AR small", "below 32² pixels", metrics.arSmall()),
        figure("AR medium", "32² to 96² pixels", metrics.arMedium()),
        figure("AR large", "above 96² pixels", metrics.arLarge()));
  }

  private static Figure figure(String name, String what, double value) {
    return new Figure(name, what, Shown.figure(value), Shown.percent(value));
  }

  static List<LineChart.Series> series(PrecisionCurves.Curve curve) {
    return List.of(
        new LineChart.Series("mean of ten IoU", "mean", curve.mean()),
        new LineChart.Series("IoU 0.75", "at75", curve.at75()),
        new LineChart.Series("IoU 0.50", "at50", curve.at50()));
  }

  private static List<ClassRow> classes(EvaluationReport report) {
    // Both are in the order of the ids, of the same categories.
    List<PrecisionCurves.Curve> curves = report.curves().categories();
    Map<Integer, VocMetrics.Category> voc =
        report.voc().categories().stream()
            .collect(Collectors.toMap(VocMetrics.Category::id, Function.identity()));
    Map<Integer, ErrorCounts.Row> errors =
        report.errors().categories().stream()
            .collect(Collectors.toMap(ErrorCounts.Row::id, Function.identity()));
    List<CocoMetrics.Category> categories = report.metrics().categories();
    List<Integer> byObjects = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      byObjects.add(i);
    }
    byObjects.sort(Comparator.comparing(i -> -categories.get(i).objects()));
    return byObjects.stream()
        .map(
            i -> {
              CocoMetrics.Category one = categories.get(i);
              return row(one, curves.get(i), voc.get(one.id()), errors.get(one.id()));
            })
        .toList();
  }

  private static ClassRow row(
      CocoMetrics.Category category,
      PrecisionCurves.Curve curve,
      VocMetrics.Category voc,
      ErrorCounts.Row errors) {
    return new ClassRow(
        category.label(),
        Shown.count(category.objects()),
        Shown.figure(category.ap()),
        Shown.percent(category.ap()),
        Shown.figure(category.ap50()),
        Shown.figure(category.ap75()),
        Shown.figure(voc.everyPoint()),
        LineChart.spark(series(curve)),
        ErrorBar.ofErrors(errors));
  }
}
