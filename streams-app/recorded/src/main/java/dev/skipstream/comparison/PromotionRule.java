package dev.skipstream.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits of a candidate relative to the champion: {@code AP>=-0.002,p99<=1.1x}. A plain number
 * limits the difference, a number with an {@code x} the ratio.
 */
public final class PromotionRule {
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?<metric>[A-Za-z0-9]+)(?<bound>>=|<=)(?<value>[-+]?[0-9]*\\.?[0-9]+)(?<ratio>x?)");

  private final List<Condition> conditions;

  private record Condition(String text, String metric, boolean least, double value, boolean ratio) {
    boolean holds(double champion, double candidate) {
      double figure = ratio ? candidate / champion : candidate - champion;
      return least ? figure >= value : figure <= value;
    }
  }

  private PromotionRule(List<Condition> conditions) {
    this.conditions = conditions;
  }

  /**
   * Reads a rule.
   *
   * @param known metrics that there are
   */
  public static PromotionRule parse(String text, List<String> known) {
    List<Condition> conditions = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = CONDITION.matcher(part.strip());
      if (!matcher.matches() || !known.contains(matcher.group("metric"))) {
        throw new InvalidConditionException(
            "--promote-if has '%s': expected METRIC>=DIFFERENCE or METRIC<=FACTORx, such as AP>=-0.002 or p99<=1.1x, with one of %s"
                .formatted(part.strip(), String.join(" ", known)));
      }
      conditions.add(
          new Condition(
              part.strip(),
              matcher.group("metric"),
              matcher.group("bound").equals(">="),
              Double.parseDouble(matcher.group("value")),
              !matcher.group("ratio").isEmpty()));
    }
    return new PromotionRule(List.copyOf(conditions));
  }

  /**
   * The conditions that do not hold, as they were written.
   *
   * @param champion figures by metric
   * @param candidate figures by metric
   */
  public List<String> broken(Map<String, Double> champion, Map<String, Double> candidate) {
    return conditions.stream()
        .filter(one -> !one.holds(champion.get(one.metric()), candidate.get(one.metric())))
        .map(Condition::text)
        .toList();
  }
}
