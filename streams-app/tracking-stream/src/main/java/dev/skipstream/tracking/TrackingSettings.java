package dev.skipstream.tracking;

import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.track.TrackerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a tracking stream.
 *
 * @param client Kafka client properties for the cluster
 * @param applicationId instances with the same id share the partitions of the detections
 * @param topics exist, or are created but for the detections
 * @param tracker the settings of the tracker; the same for all instances
 * @param counting the windows of counts; the same for all instances
 * @param rules the source of lines and zones
 * @param stream threads, commits and the protocol of the group; tracking is always exactly-once
 * @param state folder of the stores
 * @param counts answers queries of the counts, if the process has an HTTP server
 * @param telemetry takes metrics and health
 */
public record TrackingSettings(
    Map<String, Object> client,
    String applicationId,
    TrackTopics topics,
    TrackerSettings tracker,
    Counting counting,
    RulesSettings rules,
    StreamSettings stream,
    Path state,
    Optional<CountsEndpoint> counts,
    Telemetry telemetry) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException when the guarantee is not exactly-once
   */
  public TrackingSettings {
    client = Map.copyOf(client);
    if (!stream.exactlyOnce()) {
      throw new IllegalArgumentException(
          "the processing guarantee is at_least_once: expected exactly_once_v2; a frame that comes"
              + " again is ignored, so its events would be lost");
    }
  }
}
