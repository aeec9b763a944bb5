package dev.skipstream.tracking;

import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.zones.RuleVersion;
import dev.skipstream.zones.RuleVersions;
import dev.skipstream.zones.ZonesException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Changes the rules of a tracking stream that runs elsewhere: adds a version to the topic, which
 * all instances read.
 *
 * <p>Threading: for any thread; each call blocks on the broker, with a bound.
 */
public final class RulesDesk {
  private final Map<String, Object> client;
  private final TrackTopics topics;

  /**
   * Creates a desk.
   *
   * @param client Kafka client properties for the cluster
   * @param topics of the tracking stream; that of the rules is created if it is missing
   */
  public RulesDesk(Map<String, Object> client, TrackTopics topics) {
    this.client = Map.copyOf(client);
    this.topics = topics;
  }

  /**
   * Makes rules the newest version, if they are not.
   *
   * @param changed the number of the version that the user has changed; 0 for none
   * @param place of the content, for messages
   * @param content as a file has it
   * @return the newest version
   * @throws ZonesException when the content is unfit, or changes another version than the newest;
   *     one line
   * @throws dev.skipstream.topics.BrokerException when the topic cannot be read or written
   */
  public RuleVersion set(RulesSettings settings, int changed, String place, String content) {
    try (Admin admin = Admin.create(client)) {
      // Rules may be drawn before the first start of tracking.
      Topics.createKept(admin, topics.rules());
    }
    try (RulesTopic topic =
        new RulesTopic(client, topics.rules(), new TrackingMetrics(Telemetry.unseen().meters()))) {
      topic.readAll();
      int newest = number(topic.versions());
      if (newest != changed) {
        throw new ZonesException(
            "%s: the newest rules are version %d, and this is a change of version %d: load the rules again"
                .formatted(place, newest, changed));
      }
      RulesWriter.of(client, topics, settings, Clock.systemUTC(), topic).setEdited(place, content);
      return topic.versions().newest().orElseThrow();
    }
  }

  private static int number(RuleVersions versions) {
    Optional<RuleVersion> newest = versions.newest();
    return newest.map(RuleVersion::number).orElse(0);
  }
}
