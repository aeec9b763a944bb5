package dev.skipstream.schemas.event;

import java.time.Instant;

/**
 * The redrive of a dead letter: its input was put back on the input topic.
 *
 * @param topicId the id of the input topic: a topic created again under the same name has other
 *     records
 * @param input the record that became the dead letter
 * @param deadLetter the topic, partition and offset of the dead letter
 * @param redriven the record that was put back, a copy of the input
 * @param reason the code of the dead letter's reason
 * @param by the user who redrove it
 * @param at the time of the redrive, by the user's clock
 */
public record Redrive(
    String topicId,
    InputPosition input,
    InputPosition deadLetter,
    InputPosition redriven,
    String reason,
    String by,
    Instant at) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.redrive.v1";

  /** Returns the record's key: one for each record of the input. */
  public String key() {
    return key(topicId, input);
  }

  /** Returns the key of the redrive of an input record. */
  public static String key(String topicId, InputPosition input) {
    return "%s/%d/%d".formatted(topicId, input.partition(), input.offset());
  }
}
