package dev.skipstream.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of docs/metrics.md: one row for each metric of a running stream.
 *
 * <p>The names of Kafka's metrics are not in the tables. Kafka adds and removes them while the
 * stream runs, with its tasks and partitions.
 */
final class MetricsPage {
  /** The table of the tracking stream, which the test of its module compares. */
  static final String TRACKING = "tracking";

  /** The system property that writes the page in place of comparing it. */
  static final String WRITE = "skipstream.docs.write";

  static final String HOW_TO_WRITE =
      "docs/metrics.md differs from the metrics of a running stream; write its tables again:"
          + " ./mvnw -pl streams-app/stream -am verify -Dit.test=TelemetryIT"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
          + " -D"
          + WRITE
          + "=true";

  private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
  private static final Pattern MARK = Pattern.compile("<!-- (begin|end): (\\w+) -->");
  private static final Pattern DESCRIPTION = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SERIES = Pattern.compile("_(bucket|sum|count)$");
  private static final Set<String> UNITS =
      Set.of(
          "seconds", "bytes", "ratio", "frames", "boxes", "instances", "buffers", "threads", "ns");

  /** Not on the page, except in its text. */
  private static final Pattern UNLISTED =
      Pattern.compile(
          "kafka_(app_info|stream|consumer|producer|admin_client)_.*"
              // These appear with the first garbage collection of their kind.
              + "|jvm_gc_(pause|concurrent_phase_time)_seconds.*");

  private static final Pattern FROM_LIBRARIES = Pattern.compile("(jvm|process|system)_.*");

  /** One metric, as /metrics describes it. */
  record Metric(String name, String type, Set<String> labels, String help) {

    /** Returns the unit that ends the name, or an empty text. */
    String unit() {
      String plain = name.replaceFirst("_max$", "").replaceFirst("_total$", "");
      String last = plain.substring(plain.lastIndexOf('_') + 1);
      return UNITS.contains(last) ? last : "";
    }

    /** Returns true for a metric of Skipstream, false for one of a library. */
    boolean isOurs() {
      return !FROM_LIBRARIES.matcher(name).matches();
    }

    /** Returns the name of the table that has the metric. */
    private String table() {
      if (name.startsWith("skipstream_source_")) {
        return "cameras";
      }
      return isOurs() ? "skipstream" : "libraries";
    }

    String row() {
      String names = labels.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
      return "| `%s` | %s | %s | %s | %s |".formatted(name, type, unit(), names, help);
    }
  }

  private MetricsPage() {}

  /** Returns the metrics of a scrape, sorted by name, without those that the page does not list. */
  static List<Metric> metrics(String scrape) {
    Map<String, String> helps = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : scrape.lines().toList()) {
      Matcher description = DESCRIPTION.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (description.matches()) {
        (description.group(1).equals("HELP") ? helps : types)
            .put(description.group(2), description.group(3).strip());
      } else if (sample.matches()) {
        labels
            .computeIfAbsent(familyOf(sample.group(1), types), any -> new TreeSet<>())
            .addAll(labelsOf(sample.group(2)));
      } else {
        throw new AssertionError("a line of /metrics that is neither comment nor sample: " + line);
      }
    }
    List<Metric> metrics = new ArrayList<>();
    types.forEach(
        (name, type) ->
            metrics.add(
                new Metric(
                    name,
                    type,
                    labels.getOrDefault(name, Set.of()),
                    helps.getOrDefault(name, ""))));
    metrics.removeIf(metric -> UNLISTED.matcher(metric.name()).matches());
    return metrics;
  }

  private static String familyOf(String series, Map<String, String> types) {
    return types.containsKey(series) ? series : SERIES.matcher(series).replaceFirst("");
  }

  private static Set<String> labelsOf(String text) {
    Set<String> names = new TreeSet<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      while (label.find()) {
        names.add(label.group(1));
      }
    }
    names.remove("le");
    return names;
  }

  /** Returns the rows of the page, without those of another process. */
  static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>(matching(Files.readAllLines(PAGE)));
    rows.removeAll(rows(TRACKING));
    return rows;
  }

  /** Returns the rows of one table of the page. */
  static List<String> rows(String table) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int begin = lines.indexOf("<!-- begin: %s -->".formatted(table));
    int end = lines.indexOf("<!-- end: %s -->".formatted(table));
    return matching(lines.subList(begin, end));
  }

  private static List<String> matching(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("| `")).sorted().toList();
  }

  /** Puts metrics into the tables of the page, in place of those that it has. */
  static void write(List<Metric> metrics) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean within = false;
    for (String line : Files.readAllLines(PAGE)) {
      Matcher mark = MARK.matcher(line);
      if (!mark.matches()) {
        if (!within) {
          lines.add(line);
        }
        continue;
      }
      within = mark.group(1).equals("begin") && !mark.group(2).equals(TRACKING);
      lines.add(line);
      if (within) {
        lines.add("| metric | type | unit | labels | |");
        lines.add("|---|---|---|---|---|");
        String table = mark.group(2);
        metrics.stream()
            .filter(one -> one.table().equals(table))
            .map(Metric::row)
            .forEach(lines::add);
      }
    }
    Files.write(PAGE, lines);
  }
}
