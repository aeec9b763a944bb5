package dev.skipstream.schemas.event;

import java.time.Instant;

/**
 * The failures of an application's stream that name one input record.
 *
 * @param application the consumer group that reads the input
 * @param topicId the id of the input's topic: a topic created again under the same name has other
 *     records
 * @param input the record
 * @param failures the number of failures that name it
 * @param alone true if the record ran alone in one of them: it is not retried
 * @param at the time of the last one, by the instance's clock
 * @param error the error of the record in the last one
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
