/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology of the stream.
 * Owns the identity of a replay, its range, its progress and its record; {@code
 * dev.skipstream.topology} owns the streaming. Starts at {@link dev.skipstream.replay.Replay}.
 */
package dev.skipstream.replay;
