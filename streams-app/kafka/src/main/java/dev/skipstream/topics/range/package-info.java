/**
 * Ranges of a topic: bounds, the offsets they stand for, and the committed records between them.
 * Starts at {@link dev.skipstream.topics.range.TopicRange}. Exports all public classes.
 */
package dev.skipstream.topics.range;
