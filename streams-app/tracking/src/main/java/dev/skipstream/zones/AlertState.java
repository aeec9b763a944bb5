package dev.skipstream.zones;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of an alert between two frames.
 *
 * @param since the first frame with more objects than the rule allows, while there are more
 * @param quietUntil the end of the cooldown
 */
record AlertState(String rule, Optional<Instant> since, Optional<Instant> quietUntil) {

  static AlertState quiet(String rule) {
    return new AlertState(rule, Optional.empty(), Optional.empty());
  }

  /** Returns the state with more objects than the rule allows, or without. */
  AlertState counted(boolean more, Instant time) {
    return new AlertState(
        rule, more ? since.or(() -> Optional.of(time)) : Optional.empty(), quietUntil);
  }

  boolean isSuppressed(Instant time) {
    return quietUntil.filter(time::isBefore).isPresent();
  }

  AlertState raised(Instant until) {
    return new AlertState(rule, since, Optional.of(until));
  }

  /** Returns the state without a cooldown that is over. */
  AlertState at(Instant time) {
    return new AlertState(rule, since, quietUntil.filter(time::isBefore));
  }

  /** Returns true if the state has to be kept. */
  boolean isMarked() {
    return since.isPresent() || quietUntil.isPresent();
  }
}
