package dev.skipstream.zones;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * An alert about the objects in a zone. Without a number, it is raised for each object that has
 * been in the zone for the duration. With one, it is raised when more objects than that have been
 * in the zone at once, without a break, for the duration.
 *
 * @param name unique among the rules of the camera
 * @param zone the name of a zone of the camera
 * @param scope the objects that count, by the category with which they entered; its debounce is the
 *     duration
 * @param moreThan the number of objects that is still no reason
 * @param cooldown how long the alert is suppressed after it was raised
 */
public record AlertRule(
    String name, String zone, RuleScope scope, OptionalInt moreThan, Duration cooldown) {

  public AlertRule {
    RuleScope.requireShort("name", name);
    if (moreThan.isPresent() && moreThan.getAsInt() < 0) {
      throw new ZonesException(
          "more-than is %d: expected 0 or more".formatted(moreThan.getAsInt()));
    }
    if (cooldown.isNegative()) {
      throw new ZonesException("cooldown is %s: expected 0 or more".formatted(cooldown));
    }
  }
}
