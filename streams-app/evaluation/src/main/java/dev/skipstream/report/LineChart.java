package dev.skipstream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lines over the unit square, in a drawing of its own size.
 *
 * @param width of the drawing
 * @param height of the drawing
 * @param lines the one that matters most last, on top
 * @param ticks a fifth of the square apart, its edges among them
 */
record LineChart(int width, int height, Frame frame, List<Line> lines, List<Tick> ticks) {
  private static final int TICKS = 5;

  /** The position of the unit square in the drawing. */
  record Frame(int left, int top, int right, int bottom) {
    double x(double share) {
      return left + share * (right - left);
    }

    double y(double share) {
      return bottom - share * (bottom - top);
    }

    int middle() {
      return (top + bottom) / 2;
    }

    int centre() {
      return (left + right) / 2;
    }
  }

  /**
   * A line of the chart.
   *
   * @param style the name of its CSS class
   * @param points the points in SVG's format
   */
  record Line(String label, String style, String points) {}

  /** A number at both axes. */
  record Tick(String label, String x, String y) {}

  /** Precisions to draw, at equally spaced recalls from 0 to 1. */
  record Series(String label, String style, List<Double> values) {}

  static LineChart of(List<Series> series) {
    return of(640, 480, new Frame(48, 14, 626, 436), series);
  }

  /** Creates a chart that is too small for numbers. */
  static LineChart spark(List<Series> series) {
    return of(96, 30, new Frame(1, 2, 95, 28), series);
  }

  private static LineChart of(int width, int height, Frame frame, List<Series> series) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= TICKS; i++) {
      double share = (double) i / TICKS;
      ticks.add(
          new Tick(
              String.valueOf(share),
              Shown.coordinate(frame.x(share)),
              Shown.coordinate(frame.y(share))));
    }
    return new LineChart(
        width, height, frame, series.stream().map(one -> line(one, frame)).toList(), ticks);
  }

  private static Line line(Series series, Frame frame) {
    List<Double> values = series.values();
    StringBuilder points = new StringBuilder();
    IntStream.range(0, values.size())
        .forEach(
            i ->
                points
                    .append(Shown.coordinate(frame.x((double) i / (values.size() - 1))))
                    .append(',')
                    .append(Shown.coordinate(frame.y(values.get(i))))
                    .append(' '));
    return new Line(series.label(), series.style(), points.toString().strip());
  }
}
