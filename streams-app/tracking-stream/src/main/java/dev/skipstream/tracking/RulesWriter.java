package dev.skipstream.tracking;

import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.zones.RuleSet;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes rules the newest version of their topic, after it has checked them.
 *
 * <p>Threading: for the thread of its topic; blocks on the broker.
 *
 * @param topic was read to its end
 */
record RulesWriter(
    RulesTopic topic, RulesSettings settings, Supplier<RuleCheck> check, Clock clock) {

  /** Another instance may write a change at the same moment. */
  private static final int ATTEMPTS = 3;

  static RulesWriter of(
      Map<String, Object> client,
      TrackTopics topics,
      RulesSettings settings,
      Clock clock,
      RulesTopic topic) {
    return new RulesWriter(
        topic,
        settings,
        () -> new RuleCheck(SeenDetections.read(client, topics.detections()), settings.classes()),
        clock);
  }

  /**
   * Makes the rules of a content the newest version, if they are not.
   *
   * @param place of the content, for messages
   * @throws ZonesException when the content is unfit; one line
   */
  void set(String place, String content) {
    RuleSet rules = ZonesFile.parse(place, content);
    if (isNewest(rules)) {
      return;
    }
    if (settings.checked()) {
      check.get().require(place, rules.cameras());
    }
    for (int attempt = 0; attempt < ATTEMPTS && !isNewest(rules); attempt++) {
      topic.append(new RulesEvent(from(place, rules), settings.by(), content));
    }
    if (!isNewest(rules)) {
      throw new ZonesException(
          "%s: another instance sets other rules at the same time: expected one file for all instances"
              .formatted(place));
    }
  }

  private boolean isNewest(RuleSet rules) {
    return topic
        .versions()
        .newest()
        .filter(newest -> newest.cameras().equals(rules.cameras()))
        .isPresent();
  }

  /** Returns the time from which rules apply: the first version applies to all frames. */
  private Instant from(String place, RuleSet rules) {
    Optional<RuleVersion> newest = topic.versions().newest();
    if (rules.from().isPresent() && newest.isPresent()) {
      RuleVersion last = newest.get();
      if (!rules.from().get().isAfter(last.from())) {
        throw new ZonesException(
            "%s: 'from' is %s, and version %d of the rules applies from %s: expected a later time, or no 'from' for now"
                .formatted(place, rules.from().get(), last.number(), last.from()));
      }
    }
    if (rules.from().isPresent()) {
      return rules.from().get();
    }
    if (newest.isEmpty()) {
      return Instant.EPOCH;
    }
    Instant soon = clock.instant().plus(settings.lead()).truncatedTo(ChronoUnit.MILLIS);
    Instant next = newest.get().from().plusMillis(1);
    return soon.isAfter(next) ? soon : next;
  }
}
