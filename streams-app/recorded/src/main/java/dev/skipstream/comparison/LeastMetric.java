package dev.skipstream.comparison;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.score.EvaluationTask;
import java.util.Locale;

/** A figure that an evaluation must reach. */
public record LeastMetric(String name, double value) {
  /**
   * Reads {@code AP50=0.85}.
   *
   * @throws InvalidConditionException when the metric is none of the task, or the value is not from
   *     0 to 1
   */
  public static LeastMetric parse(String text, EvaluationTask task) {
    String[] parts = text.split("=", -1);
    if (parts.length == 2 && task.metricNames().contains(parts[0])) {
      try {
        double value = Double.parseDouble(parts[1]);
        if (value >= 0 && value <= 1) {
          return new LeastMetric(parts[0], value);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new InvalidConditionException(
        "--fail-under is '%s': expected METRIC=VALUE with a value from 0 to 1, and one of %s"
            .formatted(text, String.join(", ", task.metricNames())));
  }

  public boolean holds(Figures metrics) {
    return metrics.number(name) >= value;
  }

  public String complaint(Figures metrics) {
    return String.format(
        Locale.ROOT, "%s is %.4f: expected %s or more", name, metrics.number(name), value);
  }
}
