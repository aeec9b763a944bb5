/**
 * Ranges of a topic: their bounds, the offsets to which these resolve, and the committed records
 * between them. Starts at {@link dev.skipstream.topics.range.TopicRange}. Exports all public
 * classes.
 */
package dev.skipstream.topics.range;
