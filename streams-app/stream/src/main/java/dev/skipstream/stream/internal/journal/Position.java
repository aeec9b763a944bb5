package dev.skipstream.stream.internal.journal;

import org.apache.kafka.common.Uuid;

/**
 * A record, whatever its topic is called.
 *
 * @param topicId a topic made anew under an old name has other records
 */
public record Position(Uuid topicId, int partition, long offset) {

  /** Returns true for a record of this partition before {@code end}. */
  boolean isBefore(Uuid topic, int number, long end) {
    return topicId.equals(topic) && partition == number && offset < end;
  }
}
