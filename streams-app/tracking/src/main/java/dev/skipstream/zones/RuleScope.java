package dev.skipstream.zones;

import java.time.Duration;
import java.util.Set;

/**
 * The objects to which a rule applies.
 *
 * @param classes names of categories; empty for all
 * @param debounce how long an object must stay on the new side before it counts; 0 for at once
 */
public record RuleScope(Set<String> classes, Duration debounce) {
  /** All objects, at once. */
  public static final RuleScope ALL = new RuleScope(Set.of(), Duration.ZERO);

  public RuleScope {
    classes = Set.copyOf(classes);
    if (debounce.isNegative()) {
      throw new ZonesException("debounce is %s: expected 0 or more".formatted(debounce));
    }
  }

  /** Does the rule apply to this category? */
  public boolean covers(String label) {
    return classes.isEmpty() || classes.contains(label);
  }
}
