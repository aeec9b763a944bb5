/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology of the stream.
 * Owns the identity of a replay, its range, its progress and its record; {@code
 * dev.skipstream.topology} owns the streaming. Starts at {@link dev.skipstream.replay.Replay}.
 *
 * <p>Exports {@link dev.skipstream.replay.Replay}, {@link dev.skipstream.replay.ReplayLog}, {@link
 * dev.skipstream.replay.ReplayRefusedException}, {@link dev.skipstream.replay.ReplayRequest} and
 * {@link dev.skipstream.replay.ReplayTools}. Hides the topics of a replay and their progress.
 */
package dev.skipstream.replay;
