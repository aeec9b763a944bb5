package dev.skipstream.zones;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the rules. A frame has the rules of its own time, so that a replay has the same
 * rules.
 *
 * @param versions by rising number and time
 */
public record RuleVersions(List<RuleVersion> versions) {

  public RuleVersions {
    versions = List.copyOf(versions);
    for (int i = 1; i < versions.size(); i++) {
      RuleVersion before = versions.get(i - 1);
      RuleVersion after = versions.get(i);
      if (after.number() != before.number() + 1 || !after.from().isAfter(before.from())) {
        throw new ZonesException(
            "version %d of the rules applies from %s, and version %d from %s: expected the next number and a later time"
                .formatted(before.number(), before.from(), after.number(), after.from()));
      }
    }
  }

  /** Returns the version for a time of capture; empty before the first one. */
  public Optional<RuleVersion> at(Instant time) {
    Optional<RuleVersion> inForce = Optional.empty();
    for (RuleVersion version : versions) {
      if (!version.from().isAfter(time)) {
        inForce = Optional.of(version);
      }
    }
    return inForce;
  }

  /**
   * Adds rules, as the next version.
   *
   * @throws ZonesException when they do not apply from a later time than the last version
   */
  public RuleVersions with(Instant from, List<CameraRules> cameras) {
    int number = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).number() + 1;
    List<RuleVersion> more = new ArrayList<>(versions);
    more.add(new RuleVersion(number, from, cameras));
    return new RuleVersions(more);
  }

  /** Returns the newest version. */
  public Optional<RuleVersion> newest() {
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /**
   * Adds an entry of the log of versions. An entry with the rules of the newest version is ignored,
   * and one that does not apply from a later time, so that all readers number the versions alike.
   */
  public RuleVersions folding(Instant from, List<CameraRules> cameras) {
    boolean ignored =
        newest()
            .filter(newest -> newest.cameras().equals(cameras) || !from.isAfter(newest.from()))
            .isPresent();
    return ignored ? this : with(from, cameras);
  }
}
