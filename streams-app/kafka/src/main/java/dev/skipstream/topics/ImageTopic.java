package dev.skipstream.topics;

import org.apache.kafka.common.Uuid;

/**
 * The properties of an input topic that the app needs.
 *
 * @param id tells a topic from a later one of the same name
 * @param partitions number of partitions
 * @param maxRecordBytes the largest record batch that the topic takes ({@code max.message.bytes})
 */
public record ImageTopic(Uuid id, int partitions, int maxRecordBytes) {}
