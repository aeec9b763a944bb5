package dev.skipstream.report;

import dev.skipstream.evaluate.ErrorCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * What detections and objects are, as one bar in parts.
 *
 * @param segments those that are not empty, from the left
 */
record ErrorBar(List<Segment> segments) {

  /**
   * A part of the bar.
   *
   * @param style the name of its CSS class, which is the kind's
   * @param percent its width
   */
  record Segment(String style, String label, String count, String percent) {}

  static ErrorBar of(ErrorCounts.Row row) {
    return of(List.of(row));
  }

  /** Of several categories together. */
  static ErrorBar of(List<ErrorCounts.Row> rows) {
    int correct = rows.stream().mapToInt(ErrorCounts.Row::correct).sum();
    int location = rows.stream().mapToInt(ErrorCounts.Row::location).sum();
    int classError = rows.stream().mapToInt(ErrorCounts.Row::classError).sum();
    int background = rows.stream().mapToInt(ErrorCounts.Row::background).sum();
    int missed = rows.stream().mapToInt(ErrorCounts.Row::missed).sum();
    int all = correct + location + classError + background + missed;
    List<Segment> segments = new ArrayList<>();
    add(segments, "correct", correct, all);
    add(segments, "location", location, all);
    add(segments, "class", classError, all);
    add(segments, "background", background, all);
    add(segments, "missed", missed, all);
    return new ErrorBar(segments);
  }

  private static void add(List<Segment> segments, String kind, int count, int all) {
    if (count > 0) {
      segments.add(
          new Segment(kind, kind, Shown.count(count), Shown.percent((double) count / all)));
    }
  }
}
