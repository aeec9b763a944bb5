package dev.skipstream.zones;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of the rules.
 *
 * @param number from 1
 * @param from the first {@code ce_time} to which it applies
 * @param cameras the rules, each camera once
 */
public record RuleVersion(int number, Instant from, List<CameraRules> cameras) {

  public RuleVersion {
    cameras = List.copyOf(cameras);
    if (number < 1) {
      throw new ZonesException(
          "version of the rules is %d: expected a number from 1".formatted(number));
    }
  }

  /** Returns the rules of a camera, if it has some. */
  public Optional<CameraRules> of(String camera) {
    return cameras.stream().filter(rules -> rules.camera().equals(camera)).findFirst();
  }
}
