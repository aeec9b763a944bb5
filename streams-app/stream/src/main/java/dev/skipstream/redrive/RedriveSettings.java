package dev.skipstream.redrive;

import java.util.Map;

/**
 * The settings of redrives from one dead-letter topic.
 *
 * @param client the Kafka client properties for the cluster
 * @param images the input topic, to which the records go back
 * @param deadLetters the topic of the dead letters
 * @param by the user, whom the log of redrives names
 */
public record RedriveSettings(
    Map<String, Object> client, String images, String deadLetters, String by) {

  public RedriveSettings {
    client = Map.copyOf(client);
    if (by.isBlank()) {
      throw new IllegalArgumentException("by is blank: expected the user of the redrive");
    }
  }

  /** Returns the name of the log of all redrives to the input topic. */
  String log() {
    return DeadLetterRedrive.logOf(images);
  }
}
