package dev.skipstream.async;

import java.util.concurrent.CompletableFuture;

/**
 * One piece of work in a batch.
 *
 * @param value the input of the work
 * @param owner the owner that waits for the result
 * @param offeredNanos the time of the offer, on the batcher's clock
 * @param result the future that the worker completes
 */
record BatchItem<T, R>(T value, WorkOwner owner, long offeredNanos, CompletableFuture<R> result) {}
