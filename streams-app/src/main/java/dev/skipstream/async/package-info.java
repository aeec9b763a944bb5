/**
 * An asynchronous stage for Kafka Streams: records leave {@code process()} at once, are worked on
 * together by other threads, and go downstream in input order, and no offset is committed before
 * its record's result is. Knows nothing of images. Starts at {@link
 * dev.skipstream.async.AsyncStage}; docs/threading.md has the threads and the reasons.
 */
package dev.skipstream.async;
