package dev.skipstream.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The queries of the dashboard and of the alerts, and the metrics of a scrape to check them by. */
final class OperationsFiles {
  private static final Path DASHBOARD = Path.of("..", "..", "ops", "grafana", "skipstream.json");
  private static final Path ALERTS = Path.of("..", "..", "ops", "prometheus", "alerts.yaml");

  /** Prometheus adds these to each metric that it scrapes. */
  private static final Set<String> TARGET_LABELS = Set.of("job", "instance", "namespace", "pod");

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((.*),\\s*(\\w+)\\)", Pattern.DOTALL);

  /** A name that no parenthesis follows, with its matchers if it has some. */
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?<![\\w.$])([a-zA-Z_:][a-zA-Z0-9_:]*)(?![\\w:])(?!\\s*\\()\\s*(?:\\{([^}]*)})?");

  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

  /**
   * A query.
   *
   * @param where the alert or the panel
   * @param expression in PromQL
   * @param shown the labels that its text shows
   */
  record Query(String where, String expression, Set<String> shown) {}

  private OperationsFiles() {}

  /** Returns the queries of both files. */
  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>(alerts());
    JsonNode dashboard = new JsonMapper().readTree(DASHBOARD.toFile());
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                "panel " + panel.get("title").textValue(),
                target.get("expr").textValue(),
                shown(target.get("legendFormat").textValue())));
      }
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      if (variable.get("type").textValue().equals("query")) {
        queries.add(
            new Query(
                "variable " + variable.get("name").textValue(),
                variable.at("/query/query").textValue(),
                Set.of()));
      }
    }
    for (JsonNode annotation : dashboard.at("/annotations/list")) {
      queries.add(
          new Query(
              "annotation " + annotation.get("name").textValue(),
              annotation.get("expr").textValue(),
              shown(annotation.get("titleFormat").textValue())));
    }
    return queries;
  }

  private static List<Query> alerts() throws IOException {
    List<Query> queries = new ArrayList<>();
    Map<?, ?> rules =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ALERTS));
    for (Object group : (List<?>) rules.get("groups")) {
      for (Object one : (List<?>) ((Map<?, ?>) group).get("rules")) {
        Map<?, ?> rule = (Map<?, ?>) one;
        String summary = ((Map<?, ?>) rule.get("annotations")).get("summary").toString();
        queries.add(
            new Query(
                "alert " + rule.get("alert"),
                rule.get("expr").toString(),
                shown(summary.replace("$labels.", "").replaceAll("\\$value[^}]*", ""))));
      }
    }
    return queries;
  }

  private static Set<String> shown(String text) {
    Set<String> labels = new TreeSet<>();
    LEGEND.matcher(text).results().forEach(label -> labels.add(label.group(1)));
    return labels;
  }

  /** Returns the labels of each metric of a scrape, by its name as queries use it. */
  static Map<String, Set<String>> metrics(String scrape) {
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (String line : scrape.lines().filter(any -> !any.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        Set<String> labels = metrics.computeIfAbsent(sample.group(1), any -> new TreeSet<>());
        if (sample.group(2) != null) {
          LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
      }
    }
    return metrics;
  }

  /** Returns the names and the labels of a query that the metrics do not have. */
  static List<String> faults(Query query, Map<String, Set<String>> metrics) {
    List<String> faults = new ArrayList<>();
    String expression = TEXT.matcher(query.expression()).replaceAll("\"\"");
    Set<String> grouped = new TreeSet<>(query.shown());
    Matcher values = LABEL_VALUES.matcher(expression);
    if (values.matches()) {
      grouped.add(values.group(2));
      expression = values.group(1);
    }
    for (MatchResult grouping : GROUPING.matcher(expression).results().toList()) {
      grouped.addAll(List.of(grouping.group(1).strip().split("\\s*,\\s*")));
    }
    expression = RANGE.matcher(GROUPING.matcher(expression).replaceAll(" ")).replaceAll(" ");
    Set<String> known = new TreeSet<>(TARGET_LABELS);
    int names = 0;
    for (MatchResult selector : SELECTOR.matcher(expression).results().toList()) {
      String name = selector.group(1);
      if (WORDS.contains(name)) {
        continue;
      }
      names++;
      Set<String> labels = new TreeSet<>(metrics.getOrDefault(name, Set.of()));
      labels.addAll(TARGET_LABELS);
      if (!metrics.containsKey(name)) {
        faults.add("%s: no metric %s".formatted(query.where(), name));
      } else if (selector.group(2) != null) {
        for (MatchResult label : MATCHER.matcher(selector.group(2)).results().toList()) {
          if (!labels.contains(label.group(1))) {
            faults.add("%s: %s has no label %s".formatted(query.where(), name, label.group(1)));
          }
        }
      }
      known.addAll(labels);
    }
    if (names == 0) {
      faults.add("%s: no metric in %s".formatted(query.where(), query.expression()));
    }
    grouped.removeAll(known);
    grouped.forEach(label -> faults.add("%s: no label %s".formatted(query.where(), label)));
    return faults;
  }
}
