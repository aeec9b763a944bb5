package dev.skipstream.async;

import java.util.List;

/**
 * Work that leaves together.
 *
 * @param bucket what its items have in common
 * @param items at least one
 */
record Batch<B, T, R>(B bucket, List<BatchItem<T, R>> items) {}
