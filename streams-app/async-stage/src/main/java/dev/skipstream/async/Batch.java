package dev.skipstream.async;

import java.util.List;

/**
 * Items that a worker processes together.
 *
 * @param bucket the bucket of all its items
 * @param items the items, at least one
 */
record Batch<B, T, R>(B bucket, List<BatchItem<T, R>> items) {}
