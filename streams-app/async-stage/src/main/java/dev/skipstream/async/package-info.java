/**
 * An asynchronous stage for Kafka Streams. Records leave {@code process()} at once. Other threads
 * work on them, and results go downstream in input order. No offset is committed before the result
 * of its record. Depends on nothing of images. Starts at {@link dev.skipstream.async.AsyncStage};
 * docs/threading.md has the threads and the reasons.
 */
package dev.skipstream.async;
