package dev.skipstream.report;

import dev.skipstream.compare.Agreement;
import dev.skipstream.compare.PairedComparison.Interval;
import dev.skipstream.evaluate.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The page on two detectors as its template reads it.
 *
 * @param metric the name of the task's main number
 * @param compared what the models are compared by, such as boxes
 * @param boxes true if the models are compared by boxes
 * @param agreement boxes, frames or pixels of both, by whether they agree
 * @param overlap the mean of boxes that both have
 * @param speeds a row a stage, empty where times are not known
 */
record ComparisonView(
    String first,
    String second,
    String at,
    String verdict,
    String frames,
    String metric,
    String compared,
    boolean boxes,
    List<ReportView.Tile> tiles,
    List<Row> rows,
    List<ClassRow> classes,
    ErrorBar agreement,
    String overlap,
    List<Speed> speeds,
    List<Pair> differing) {

  /** The width of an interval's drawing, and the margin that keeps its ends whole. */
  private static final double WIDTH = 300;

  private static final double MARGIN = 6;

  /** The least difference that fills the drawing. */
  private static final double LEAST_REACH = 0.01;

  /**
   * A number of both, and its interval as places in a drawing.
   *
   * @param style the name of its CSS class: better, worse or even
   */
  record Row(
      String name,
      String first,
      String second,
      String difference,
      String interval,
      String style,
      String low,
      String high,
      String dot,
      String zero) {}

  /** A category. */
  record ClassRow(String label, String objects, String first, String second, String difference) {}

  /** The time of a stage, for both models. */
  record Speed(
      String stage, String firstP50, String secondP50, String firstP99, String secondP99) {}

  /** A frame as each saw it. */
  record Pair(FramePicture first, FramePicture second) {}

  static ComparisonView of(ComparisonReport report) {
    return new ComparisonView(
        report.first().name(),
        report.second().name(),
        Shown.minute(report.at()),
        report.verdict(),
        Shown.count(report.frames()),
        report.task().metricNames().get(0),
        report.task().compared(),
        report.task().coco().isPresent(),
        tiles(report),
        rows(report.intervals()),
        classes(report.first().metrics(), report.second().metrics()),
        agreement(report.agreement()),
        Shown.figure(
            report.agreement().overlaps().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(-1)),
        speeds(report.first().times(), report.second().times()),
        report.differing().stream()
            .map(one -> new Pair(FramePicture.of(one.first()), FramePicture.of(one.second())))
            .toList());
  }

  private static List<ReportView.Tile> tiles(ComparisonReport report) {
    List<ReportView.Tile> tiles = new ArrayList<>();
    for (String metric : report.task().metricNames().subList(0, 2)) {
      tiles.add(
          new ReportView.Tile(
              metric,
              signed(
                  report.second().metrics().number(metric)
                      - report.first().metrics().number(metric)),
              "%s, was %s"
                  .formatted(
                      Shown.figure(report.second().metrics().number(metric)),
                      Shown.figure(report.first().metrics().number(metric)))));
    }
    if (report.first().times().isPresent() && report.second().times().isPresent()) {
      StageTimes.Stage first = report.first().times().get().total();
      StageTimes.Stage second = report.second().times().get().total();
      tiles.add(
          new ReportView.Tile(
              "latency",
              String.format(Locale.ROOT, "%.2f×", second.p50() / first.p50()),
              "median %s ms, was %s ms"
                  .formatted(Shown.millis(second.p50()), Shown.millis(first.p50()))));
    }
    Agreement agreement = report.agreement();
    long compared = agreement.compared();
    tiles.add(
        new ReportView.Tile(
            "agreement",
            compared == 0 ? "–" : Shown.percent((double) agreement.same() / compared) + " %",
            "of %s %s".formatted(Shown.count(compared), report.task().compared())));
    return tiles;
  }

  private static List<Row> rows(List<Interval> intervals) {
    double reach =
        intervals.stream()
            .mapToDouble(one -> Math.max(Math.abs(one.low()), Math.abs(one.high())))
            .filter(Double::isFinite)
            .reduce(LEAST_REACH, Math::max);
    return intervals.stream().map(one -> row(one, reach)).toList();
  }

  private static Row row(Interval one, double reach) {
    return new Row(
        one.metric(),
        Shown.figure(one.first()),
        Shown.figure(one.second()),
        signed(one.difference()),
        "%s to %s".formatted(signed(one.low()), signed(one.high())),
        one.better() ? "better" : one.worse() ? "worse" : "even",
        place(one.low(), reach),
        place(one.high(), reach),
        place(one.difference(), reach),
        place(0, reach));
  }

  private static String place(double difference, double reach) {
    double share = Double.isFinite(difference) ? difference / reach : 0;
    return Shown.coordinate(WIDTH / 2 + share * (WIDTH / 2 - MARGIN));
  }

  private static List<ClassRow> classes(Figures first, Figures second) {
    Map<String, Figures.OfClass> of =
        second.classes().stream()
            .collect(Collectors.toMap(Figures.OfClass::label, Function.identity()));
    return first.classes().stream()
        .filter(one -> of.containsKey(one.label()))
        .map(
            one ->
                new ClassRow(
                    one.label(),
                    Shown.count(one.count()),
                    Shown.figure(one.number()),
                    Shown.figure(of.get(one.label()).number()),
                    signed(of.get(one.label()).number() - one.number())))
        .toList();
  }

  private static ErrorBar agreement(Agreement agreement) {
    return ErrorBar.of(
        List.of(
            new ErrorBar.Part("correct", "same", agreement.same()),
            new ErrorBar.Part("class", "other category", agreement.otherClass()),
            new ErrorBar.Part("location", "only the first", agreement.onlyFirst()),
            new ErrorBar.Part("background", "only the second", agreement.onlySecond())));
  }

  private static List<Speed> speeds(
      Optional<StageTimes.Summary> first, Optional<StageTimes.Summary> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return List.of();
    }
    Map<String, StageTimes.Stage> of =
        second.get().stages().stream()
            .collect(Collectors.toMap(StageTimes.Stage::name, Function.identity()));
    return first.get().stages().stream()
        .filter(stage -> of.containsKey(stage.name()))
        .map(
            stage ->
                new Speed(
                    stage.name(),
                    Shown.millis(stage.p50()),
                    Shown.millis(of.get(stage.name()).p50()),
                    Shown.millis(stage.p99()),
                    Shown.millis(of.get(stage.name()).p99())))
        .toList();
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
