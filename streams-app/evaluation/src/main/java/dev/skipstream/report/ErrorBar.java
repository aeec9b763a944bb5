package dev.skipstream.report;

import dev.skipstream.evaluate.ErrorCounts;
import java.util.Collection;
import java.util.List;

/**
 * The kinds of detections and objects, as one bar in parts.
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

  /** A part of the bar: its meaning and its count. */
  record Part(String style, String label, long count) {}

  static ErrorBar ofErrors(ErrorCounts.Row row) {
    return ofErrors(List.of(row));
  }

  /** Returns the bar of several categories together. */
  static ErrorBar ofErrors(List<ErrorCounts.Row> rows) {
    int correct = rows.stream().mapToInt(ErrorCounts.Row::correct).sum();
    int location = rows.stream().mapToInt(ErrorCounts.Row::location).sum();
    int classError = rows.stream().mapToInt(ErrorCounts.Row::classError).sum();
    int background = rows.stream().mapToInt(ErrorCounts.Row::background).sum();
    int missed = rows.stream().mapToInt(ErrorCounts.Row::missed).sum();
    return of(
        List.of(
            new Part("correct", "correct", correct),
            new Part("location", "location", location),
            new Part("class", "class", classError),
            new Part("background", "background", background),
            new Part("missed", "missed", missed)));
  }

  /** Returns the bar of parts that make up a whole, without empty parts. */
  static ErrorBar of(Collection<Part> parts) {
    long all = parts.stream().mapToLong(Part::count).sum();
    return new ErrorBar(
        parts.stream()
            .filter(part -> part.count() > 0)
            .map(
                part ->
                    new Segment(
                        part.style(),
                        part.label(),
                        Shown.count(part.count()),
                        Shown.percent((double) part.count() / all)))
            .toList());
  }
}
