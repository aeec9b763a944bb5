/**
 * Frames in batches that depend on their offsets alone, for replays. Starts at {@link
 * dev.skipstream.stream.internal.group.GroupFunction}. Internal: other modules must not use it.
 */
package dev.skipstream.stream.internal.group;
