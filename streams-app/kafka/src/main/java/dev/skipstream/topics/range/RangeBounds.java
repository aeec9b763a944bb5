package dev.skipstream.topics.range;

/**
 * The bounds of a range of a topic, before they are resolved to offsets.
 *
 * @param from the first record
 * @param to the record after the last
 */
public record RangeBounds(RangeBound from, RangeBound to) {}
