package dev.skipstream.journal;

import org.apache.kafka.common.Uuid;

/**
 * A record, whatever its topic is called.
 *
 * @param topicId a topic made anew under an old name has other records
 */
public record Position(Uuid topicId, int partition, long offset) {}
