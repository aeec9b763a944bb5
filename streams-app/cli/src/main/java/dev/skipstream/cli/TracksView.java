package dev.skipstream.cli;

import dev.skipstream.evaluate.tracks.TrackMetrics;
import dev.skipstream.evaluation.TrackEvaluation;
import java.util.Locale;

/** The scores of tracks as a table for people. */
final class TracksView {
  private TracksView() {}

  static String page(TrackEvaluation evaluation) {
    int width =
        evaluation.sources().stream().mapToInt(each -> each.source().length()).max().orElse(0);
    String name = "%-" + Math.max(width, "source".length()) + "s";
    StringBuilder page =
        new StringBuilder(
            (name + "  frames   HOTA   DetA   AssA    MOTA   IDF1  switches%n")
                .formatted("source"));
    evaluation.sources().forEach(each -> page.append(line(name, each)));
    if (evaluation.sources().size() > 1) {
      page.append(line(name, evaluation.all()));
    }
    return page.toString();
  }

  private static String line(String name, TrackEvaluation.Scored scored) {
    TrackMetrics metrics = scored.metrics();
    return String.format(
        Locale.ROOT,
        name + "  %6d  %.3f  %.3f  %.3f  %6.3f  %.3f  %8d%n",
        scored.source(),
        scored.frames(),
        metrics.hota(),
        metrics.detA(),
        metrics.assA(),
        metrics.mota(),
        metrics.idf1(),
        metrics.counts().switches());
  }
}
