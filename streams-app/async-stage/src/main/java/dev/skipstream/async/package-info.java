/**
 * An asynchronous stage for Kafka Streams. Records leave {@code process()} at once. Other threads
 * work on them, and results go downstream in input order. No offset is committed before the result
 * of its record. Depends on nothing of images. Starts at {@link dev.skipstream.async.AsyncStage};
 * docs/threading.md has the threads and the reasons.
 *
 * <p>Exports {@link dev.skipstream.async.AloneGate}, {@link dev.skipstream.async.AsyncFunction},
 * {@link dev.skipstream.async.AsyncStage}, {@link dev.skipstream.async.BatchFunction}, {@link
 * dev.skipstream.async.BatchWorker}, {@link dev.skipstream.async.CommitBudget}, {@link
 * dev.skipstream.async.CommitBudgetException}, {@link dev.skipstream.async.CommittedNotes}, {@link
 * dev.skipstream.async.Credits}, {@link dev.skipstream.async.Intake}, {@link
 * dev.skipstream.async.MicroBatcher}, {@link dev.skipstream.async.PacedClients}, {@link
 * dev.skipstream.async.RecordException}, {@link dev.skipstream.async.RecordHistory}, {@link
 * dev.skipstream.async.StageException}, {@link dev.skipstream.async.StalledException}, {@link
 * dev.skipstream.async.StreamsGroupConsumer}, {@link dev.skipstream.async.TryLaterException},
 * {@link dev.skipstream.async.WorkOwner}, {@link dev.skipstream.async.WorkerProgress} and {@link
 * dev.skipstream.async.WorkerWatch}. Hides the queues, the threads, and the internal classes of
 * Kafka Streams that it touches.
 */
package dev.skipstream.async;
