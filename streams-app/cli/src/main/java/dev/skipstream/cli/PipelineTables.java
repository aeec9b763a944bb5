package dev.skipstream.cli;

import dev.skipstream.bench.Conditions;
import dev.skipstream.bench.OverheadBenchmark;
import dev.skipstream.bench.Rate;
import dev.skipstream.bench.ScaleBenchmark;
import dev.skipstream.bench.ScriptedBenchmark;
import dev.skipstream.bench.StreamWork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The results of {@code bench pipeline}, in Markdown. */
final class PipelineTables {
  private PipelineTables() {}

  static String of(OverheadBenchmark.Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(conditions(result.conditions()));
    lines.add(
        text(
            "models:/%s/%d on %s, batches of %d",
            result.model().name(),
            result.model().version(),
            String.join(", ", result.devices()),
            result.batch()));
    lines.add("");
    lines.addAll(header("", "frames", "seconds", "frames/s"));
    Map<String, StreamWork> works = new LinkedHashMap<>();
    for (int turn = 0; turn < result.streams().size(); turn++) {
      lines.add(row("bare loop", rate(result.bare().get(turn))));
      lines.add(row("stream", rate(result.streams().get(turn))));
      works.put("stream, turn " + (turn + 1), result.works().get(turn));
    }
    lines.add(row("bare loop", rate(result.bare().get(result.streams().size()))));
    lines.add("");
    lines.add(
        text("The stream has %.3f of the bare loop's rate, all turns together.", result.ratio()));
    lines.add("");
    lines.addAll(work(works));
    return String.join("\n", lines);
  }

  static String of(ScriptedBenchmark.Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(conditions(result.conditions()));
    lines.add("");
    lines.addAll(
        header(
            "a call takes",
            "route",
            "calls at once",
            "ms a call",
            "frames",
            "seconds",
            "frames/s",
            "ideal",
            "of ideal",
            "of ideal less commits",
            "times mapValues"));
    Map<String, StreamWork> works = new LinkedHashMap<>();
    for (ScriptedBenchmark.Row row : result.rows()) {
      lines.add(row(row));
      row.work().ifPresent(work -> works.put("stream, " + row.model(), work));
    }
    lines.add("");
    lines.addAll(work(works));
    return String.join("\n", lines);
  }

  static String of(ScaleBenchmark.Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(conditions(result.conditions()));
    lines.add("");
    lines.addAll(header("instances", "frames", "seconds", "frames/s", "of ideal", "efficiency"));
    for (ScaleBenchmark.Row row : result.rows()) {
      lines.add(
          row(
              text("%d", row.instances()),
              rate(row.rate()),
              text("%.3f", row.ofIdeal()),
              text("%.3f", result.efficiency(row))));
    }
    return String.join("\n", lines);
  }

  private static String conditions(Conditions conditions) {
    return text(
        "%d partitions, %d threads, exactly once, a commit every %d ms; %d processors, load %.1f"
            + " before it began",
        conditions.partitions(),
        conditions.threads(),
        conditions.commitIntervalMs(),
        conditions.processors(),
        conditions.loadAverage());
  }

  private static String row(ScriptedBenchmark.Row row) {
    OptionalDouble ideal = row.idealPerSecond();
    return row(
        row.model(),
        row.route(),
        text("%d", row.atOnce()),
        text("%.1f", row.callMs()),
        rate(row.rate()),
        ideal.isPresent() ? text("%.1f", ideal.getAsDouble()) : "",
        share(row, ideal),
        share(row, row.idealLessCommits()),
        text("%.1f", row.timesBlocking()));
  }

  private static String share(ScriptedBenchmark.Row row, OptionalDouble of) {
    return of.isPresent() ? text("%.3f", row.rate().perSecond() / of.getAsDouble()) : "";
  }

  /** Three cells. */
  private static String rate(Rate rate) {
    return text("%d | %.1f | %.2f", rate.frames(), rate.seconds(), rate.perSecond());
  }

  /** Returns the distribution of the streams' time. */
  private static List<String> work(Map<String, StreamWork> works) {
    // All stages that any of them has, each in the order of the way.
    List<String> stages =
        works.values().stream()
            .flatMap(work -> work.stageMs().keySet().stream())
            .distinct()
            .toList();
    List<String> columns = new ArrayList<>(List.of("ms a frame"));
    columns.addAll(stages);
    columns.addAll(List.of("frames a batch", "devices busy", "ms a commit", "time in commits"));
    List<String> lines = new ArrayList<>(header(columns.toArray(String[]::new)));
    works.forEach(
        (name, work) -> {
          List<String> cells = new ArrayList<>(List.of(name));
          stages.forEach(
              stage ->
                  cells.add(
                      work.stageMs().containsKey(stage)
                          ? text("%.2f", work.stageMs().get(stage))
                          : ""));
          cells.add(text("%.1f", work.meanBatch()));
          cells.add(text("%.3f", work.busyShare()));
          cells.add(text("%.1f", work.commitMs()));
          cells.add(text("%.3f", work.commitShare()));
          lines.add(row(cells.toArray(String[]::new)));
        });
    return lines;
  }

  private static List<String> header(String... columns) {
    return List.of(row(columns), "|" + "---|".repeat(columns.length));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
