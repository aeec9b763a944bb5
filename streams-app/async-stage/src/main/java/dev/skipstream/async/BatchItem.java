package dev.skipstream.async;

import java.util.concurrent.CompletableFuture;

/**
 * One piece of work in a batch.
 *
 * @param value what to work on
 * @param owner who waits for it
 * @param offeredNanos when it came, on the batcher's clock
 * @param result completed by the worker
 */
record BatchItem<T, R>(T value, WorkOwner owner, long offeredNanos, CompletableFuture<R> result) {}
