/**
 * One frame from its record to its outcome: fetch, decode, batch, detect. Starts at {@link
 * dev.skipstream.stream.internal.frame.FrameFunction}. Internal: other modules must not use it.
 */
package dev.skipstream.stream.internal.frame;
