package dev.skipstream.tracking;

import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.RulesEvent.Origin;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rules the newest version of their topic, after it has checked them.
 *
 * <p>Threading: for the thread of its topic; blocks on the broker.
 *
 * @param topic was read to its end
 */
record RulesWriter(
    RulesTopic topic, RulesSettings settings, Supplier<RuleCheck> check, Clock clock) {

  private static final Logger LOG = LoggerFactory.getLogger(RulesWriter.class);

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
   * Makes the rules of a file the newest version, if the file has changed since its rules were that
   * version the last time. Without a change of the file, newer rules of the editor stay.
   *
   * @param place of the content, for messages
   * @throws ZonesException when the content is unfit; one line
   */
  void setFile(String place, String content) {
    RuleSet rules = ZonesFile.parse(place, content);
    if (topic.lastOfFile().equals(Optional.of(rules))) {
      if (!topic.isNewest(rules)) {
        LOG.info(
            "{} has not changed since its rules were a version, and version {} is newer: the rules"
                + " stay as they are; a change of the file, or of its 'from', replaces them",
            place,
            topic.versions().newest().orElseThrow().number());
      }
      return;
    }
    set(place, rules, content, Origin.FILE);
  }

  /**
   * Makes the rules of an editor the newest version, if they are not.
   *
   * @param place of the content, for messages
   * @throws ZonesException when the content is unfit; one line
   */
  void setEdited(String place, String content) {
    RuleSet rules = ZonesFile.parse(place, content);
    if (!topic.isNewest(rules)) {
      set(place, rules, content, Origin.EDITOR);
    }
  }

  private void set(String place, RuleSet rules, String content, Origin origin) {
    if (topic.isNewest(rules)) {
      // No version: the entry notes that the file has these rules.
      Instant from = topic.versions().newest().orElseThrow().from();
      topic.append(new RulesEvent(from, settings.by(), content, Optional.of(origin)));
      return;
    }
    if (settings.checked()) {
      check.get().require(place, rules.cameras());
    }
    for (int attempt = 0; attempt < ATTEMPTS && !topic.isNewest(rules); attempt++) {
      topic.append(new RulesEvent(from(place, rules), settings.by(), content, Optional.of(origin)));
    }
    if (!topic.isNewest(rules)) {
      throw new ZonesException(
          "%s: another instance sets other rules at the same time: expected one file for all instances"
              .formatted(place));
    }
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
