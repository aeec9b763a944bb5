/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology of the stream.
 * Owns the identity of a replay, its range, its progress and its record; {@code
 * dev.skipstream.stream} owns the streaming. Exports {@link dev.skipstream.replay.ReplayRunner}
 * with its settings, and {@link dev.skipstream.replay.ReplayLog}.
 */
package dev.skipstream.replay;
