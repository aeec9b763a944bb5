/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology that serves.
 * Owns which replay is which, where it begins, when it is done, and the record of it; the streaming
 * is {@code dev.skipstream.topology}'s. Starts at {@link dev.skipstream.replay.Replay}.
 */
package dev.skipstream.replay;
