package dev.skipstream.tracking;

import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.zones.AlertRule;
import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.LineRule;
import dev.skipstream.zones.RuleScope;
import dev.skipstream.zones.ZoneRule;
import dev.skipstream.zones.ZonesException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares rules with the cameras and categories that there are. A rule of a camera without frames,
 * or of a category that no model has, would never apply, and is mostly a typing error.
 */
final class RuleCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RuleCheck.class);

  /** Names in a message. */
  private static final int NAMED = 20;

  private final SeenDetections seen;
  private final Optional<Set<String>> labels;

  /**
   * Creates a check.
   *
   * @param seen the last detections; without any, nothing is known and nothing is rejected
   */
  RuleCheck(SeenDetections seen, ModelClasses classes) {
    this.seen = seen;
    this.labels = labels(seen, classes);
  }

  private static Optional<Set<String>> labels(SeenDetections seen, ModelClasses classes) {
    Set<String> labels = new TreeSet<>(seen.labels());
    for (ModelIdentity model : seen.models()) {
      Optional<Set<String>> known = classes.of(model);
      if (known.isEmpty()) {
        LOG.info(
            "the categories of the rules are not checked: model {} {} is not in the registry",
            model.name(),
            model.version());
        return Optional.empty();
      }
      labels.addAll(known.get());
    }
    return seen.models().isEmpty() ? Optional.empty() : Optional.of(labels);
  }

  /**
   * Checks rules.
   *
   * @param place of the rules, for messages
   * @throws ZonesException that names the camera or the category, and those that there are; one
   *     line
   */
  void require(String place, List<CameraRules> cameras) {
    for (CameraRules camera : cameras) {
      String where = "%s, camera %s".formatted(place, camera.camera());
      if (!seen.cameras().isEmpty() && !seen.cameras().contains(camera.camera())) {
        throw new ZonesException(
            "%s: there is no such camera: expected one of %s"
                .formatted(where, names(seen.cameras())));
      }
      for (LineRule line : camera.lines()) {
        requireClasses("%s, line %s".formatted(where, line.name()), line.scope());
      }
      for (ZoneRule zone : camera.zones()) {
        requireClasses("%s, zone %s".formatted(where, zone.name()), zone.scope());
      }
      for (AlertRule alert : camera.alerts()) {
        requireClasses("%s, alert %s".formatted(where, alert.name()), alert.scope());
      }
    }
  }

  private void requireClasses(String where, RuleScope scope) {
    if (labels.isEmpty()) {
      return;
    }
    for (String label : new TreeSet<>(scope.classes())) {
      if (!labels.get().contains(label)) {
        throw new ZonesException(
            "%s: no model has the class '%s': expected some of %s"
                .formatted(where, label, names(labels.get())));
      }
    }
  }

  private static String names(Set<String> all) {
    List<String> some = all.stream().limit(NAMED).toList();
    return String.join(", ", some)
        + (all.size() > NAMED ? " and %d more".formatted(all.size() - NAMED) : "");
  }
}
