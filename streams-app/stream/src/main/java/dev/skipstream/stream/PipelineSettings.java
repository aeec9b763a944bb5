package dev.skipstream.stream;

import dev.skipstream.topics.TopicNames;

/**
 * A pipeline whose model is named by its URI.
 *
 * @param model {@code models:/NAME/VERSION}, {@code models:/NAME@ALIAS}, or {@code models:/NAME}
 *     for the newest version. The stream follows the moves of an alias
 */
public record PipelineSettings(TopicNames topics, String model) {}
