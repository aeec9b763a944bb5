package dev.skipstream.schemas.event;

import java.time.Instant;

/**
 * The ends of an application's stream that name one input record.
 *
 * @param application the group that reads the input
 * @param topicId of the input's topic: a topic made anew under an old name has other records
 * @param input the record
 * @param failures how many ends name it
 * @param alone it ran alone in one of them: it is not tried again
 * @param at when the last one was, by the instance's clock
 * @param error what went wrong with the record then
 */
public record StreamFailure(
    String application,
    String topicId,
    InputPosition input,
    int failures,
    boolean alone,
    Instant at,
    String error) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.stream-failure.v1";

  /** Returns the record's key: one for each record of an application's inputs. */
  public String key() {
    return "%s/%s/%d/%d".formatted(application, topicId, input.partition(), input.offset());
  }
}
