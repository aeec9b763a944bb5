package dev.skipstream.tracking;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The source of the rules.
 *
 * @param file of the rules; without, those of the topic apply
 * @param checked true to reject cameras and categories that no record and no model has
 * @param classes the categories of models, for this check
 * @param lead the time from a change until it applies: in it, all instances learn of the change
 * @param by the user, for the topic of the rules
 */
public record RulesSettings(
    Optional<Path> file, boolean checked, ModelClasses classes, Duration lead, String by) {
  /** Longer than a reader of the topic needs, and the difference of two clocks. */
  public static final Duration DEFAULT_LEAD = Duration.ofSeconds(5);

  /** Returns settings without a file: the rules of the topic apply. */
  public static RulesSettings ofTopic(String by) {
    return new RulesSettings(Optional.empty(), false, ModelClasses.NONE, DEFAULT_LEAD, by);
  }
}
