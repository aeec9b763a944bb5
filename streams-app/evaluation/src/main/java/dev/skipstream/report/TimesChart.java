package dev.skipstream.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The times of frames: bars, and a table of the stages.
 *
 * @param frames whose times are known
 * @param bars of the total
 * @param marks at the foot of the bars, in milliseconds
 */
record TimesChart(
    String frames,
    int width,
    int height,
    int left,
    int right,
    int bottom,
    List<Bar> bars,
    List<Mark> marks,
    List<Row> stages) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 220;
  private static final int LEFT = 10;
  private static final int TOP = 12;
  private static final int BOTTOM = 186;

  /** A mark is at every so many bars. */
  private static final int MARKED = 5;

  /** A bar. */
  record Bar(String x, String y, String width, String height, String title) {}

  /** A number below the bars. */
  record Mark(String x, String label) {}

  /** A stage's times. */
  record Row(String name, String p50, String p95, String p99, String most) {}

  static TimesChart of(StageTimes.Summary times) {
    List<StageTimes.Bin> bins = times.histogram();
    long most = bins.stream().mapToLong(StageTimes.Bin::frames).max().orElse(1);
    double step = (double) (WIDTH - 2 * LEFT) / bins.size();
    List<Bar> bars = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      StageTimes.Bin bin = bins.get(i);
      double height = (double) (BOTTOM - TOP) * bin.frames() / Math.max(1, most);
      bars.add(
          new Bar(
              Shown.coordinate(LEFT + i * step + 1),
              Shown.coordinate(BOTTOM - height),
              Shown.coordinate(Math.max(1, step - 2)),
              Shown.coordinate(height),
              "%s to %s ms: %s frames"
                  .formatted(
                      Shown.millis(bin.from()),
                      Shown.millis(bin.to()),
                      Shown.count(bin.frames()))));
      if (i % MARKED == 0) {
        marks.add(new Mark(Shown.coordinate(LEFT + i * step), Shown.millis(bin.from())));
      }
    }
    return new TimesChart(
        Shown.count(times.frames()),
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - LEFT,
        BOTTOM,
        bars,
        marks,
        times.stages().stream()
            .map(
                stage ->
                    new Row(
                        stage.name(),
                        Shown.millis(stage.p50()),
                        Shown.millis(stage.p95()),
                        Shown.millis(stage.p99()),
                        Shown.millis(stage.most())))
            .toList());
  }
}
