package dev.skipstream.cli;

import dev.skipstream.evaluate.tracks.TrackMetrics;
import dev.skipstream.evaluation.TrackEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scores of tracks as a table for people. */
final class TracksView {
  private TracksView() {}

  static String page(TrackEvaluation evaluation) {
    StringBuilder page = new StringBuilder();
    List<TrackEvaluation.Scored> sources = new ArrayList<>(evaluation.sources());
    if (sources.size() > 1) {
      sources.add(evaluation.all());
    }
    append(page, "source", sources);
    if (evaluation.classes().size() > 1) {
      page.append(System.lineSeparator());
      append(page, "class", evaluation.classes());
    }
    return page.toString();
  }

  private static void append(StringBuilder page, String head, List<TrackEvaluation.Scored> all) {
    int width = all.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    String name = "%-" + Math.max(width, head.length()) + "s";
    page.append(
        (name + "  frames   HOTA   DetA   AssA    MOTA   IDF1  switches%n").formatted(head));
    all.forEach(each -> page.append(line(name, each)));
  }

  private static String line(String name, TrackEvaluation.Scored scored) {
    TrackMetrics metrics = scored.metrics();
    return String.format(
        Locale.ROOT,
        name + "  %6d  %.3f  %.3f  %.3f  %6.3f  %.3f  %8d%n",
        scored.name(),
        scored.frames(),
        metrics.hota(),
        metrics.detA(),
        metrics.assA(),
        metrics.mota(),
        metrics.idf1(),
        metrics.counts().switches());
  }
}
