package dev.skipstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tests the alerts by promtool, and the tests of the alerts by alerts that are wrong. */
class AlertsTest {
  private static final Path FOLDER = Path.of("prometheus");
  private static final String ALERTS = "alerts.yaml";
  private static final String CASES = "alerts.test.yaml";
  private static final String QUIET = "quiet";
  private static final Path PAGE = Path.of("..", "docs", "alerts.md");

  @TempDir Path folder;

  @Test
  void eachAlertFiresInItsCaseAndNoneInTheQuietOne() throws Exception {
    Promtool promtool = Promtool.find();

    Promtool.Run check = promtool.run(FOLDER, "check", "rules", ALERTS);
    assertThat(check.status()).as(check.output()).isZero();
    Promtool.Run test = promtool.run(FOLDER, "test", "rules", CASES);
    assertThat(test.status()).as(test.output()).isZero();
  }

  @Test
  void eachAlertHasACaseInWhichItFiresAndIsInTheQuietOne() throws IOException {
    Set<String> firing = new HashSet<>();
    Set<String> quiet = new HashSet<>();
    for (Map<String, Object> one : list(read(FOLDER.resolve(CASES)), "tests")) {
      for (Map<String, Object> expected : list(one, "alert_rule_test")) {
        String alert = expected.get("alertname").toString();
        if (!list(expected, "exp_alerts").isEmpty()) {
          firing.add(alert);
        } else if (one.get("name").equals(QUIET)) {
          quiet.add(alert);
        }
      }
    }

    assertThat(firing).containsExactlyInAnyOrderElementsOf(names());
    assertThat(quiet).containsExactlyInAnyOrderElementsOf(names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aCaseFailsWhereItsAlertNeverFires(String alert) throws Exception {
    Promtool.Run run = runWith(alert, "vector(0) > 1");

    assertThat(run.status()).isNotZero();
    assertThat(run.output()).contains("alertname: " + alert);
  }

  @ParameterizedTest
  @MethodSource("names")
  void theQuietCaseFailsWhereAnAlertAlwaysFires(String alert) throws Exception {
    Promtool.Run run = runWith(alert, "vector(1) > 0");

    assertThat(run.status()).isNotZero();
    assertThat(run.output()).containsPattern("name: %s,\\s+alertname: %s".formatted(QUIET, alert));
  }

  @Test
  void eachAlertHasASectionThatItsRunbookNames() throws IOException {
    List<String> page = Files.readAllLines(PAGE);

    for (Map<String, Object> alert : rules(read(FOLDER.resolve(ALERTS)))) {
      String name = alert.get("alert").toString();
      Map<?, ?> annotations = (Map<?, ?>) alert.get("annotations");
      assertThat(annotations.get("runbook_url"))
          .asString()
          .isEqualTo("docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(page).contains("## " + name);
    }
  }

  static List<String> names() throws IOException {
    return rules(read(FOLDER.resolve(ALERTS))).stream()
        .map(rule -> rule.get("alert").toString())
        .toList();
  }

  /** Runs the cases with another expression for one alert. */
  private Promtool.Run runWith(String alert, String expression) throws Exception {
    Promtool promtool = Promtool.find();
    Map<String, Object> alerts = read(FOLDER.resolve(ALERTS));
    for (Map<String, Object> rule : rules(alerts)) {
      if (rule.get("alert").equals(alert)) {
        rule.put("expr", expression);
      }
    }
    Files.writeString(folder.resolve(ALERTS), new Yaml().dump(alerts));
    Files.copy(FOLDER.resolve(CASES), folder.resolve(CASES));
    return promtool.run(folder, "test", "rules", CASES);
  }

  private static List<Map<String, Object>> rules(Map<String, Object> alerts) {
    List<Map<String, Object>> rules = new ArrayList<>();
    list(alerts, "groups").forEach(group -> rules.addAll(list(group, "rules")));
    return rules;
  }

  private static Map<String, Object> read(Path file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
  }

  @SuppressWarnings("unchecked") // YAML has no types
  private static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
    return (List<Map<String, Object>>) parent.get(key);
  }
}
