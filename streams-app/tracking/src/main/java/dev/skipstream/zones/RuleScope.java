package dev.skipstream.zones;

import dev.skipstream.track.Labels;
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
    classes.forEach(label -> requireShort("class", label));
    if (debounce.isNegative()) {
      throw new ZonesException("debounce is %s: expected 0 or more".formatted(debounce));
    }
  }

  /** Rejects a name that does not fit into the state of a camera. */
  static void requireShort(String what, String name) {
    if (!Labels.cut(name).equals(name)) {
      throw new ZonesException(
          "%s '%s' has %d bytes: expected %d at most"
              .formatted(what, name, Labels.bytes(name), Labels.MOST_BYTES));
    }
  }

  /** Does the rule apply to this category? */
  public boolean covers(String label) {
    return classes.isEmpty() || classes.contains(label);
  }
}
