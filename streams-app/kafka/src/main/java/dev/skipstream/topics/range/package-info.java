/**
 * Ranges of a topic: their bounds, the offsets to which these resolve, and the committed records
 * between them. Starts at {@link dev.skipstream.topics.range.TopicRange}.
 *
 * <p>Exports {@link dev.skipstream.topics.range.CommittedReader}, {@link
 * dev.skipstream.topics.range.InvalidRangeException}, {@link
 * dev.skipstream.topics.range.OffsetRange}, {@link dev.skipstream.topics.range.OpenTransactions},
 * {@link dev.skipstream.topics.range.RangeBound}, {@link dev.skipstream.topics.range.RangeBounds}
 * and {@link dev.skipstream.topics.range.TopicRange}. Hides consumers and offsets of transactions.
 */
package dev.skipstream.topics.range;
