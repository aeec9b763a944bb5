/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology of the stream.
 * Owns the identity of a replay, its range, its progress and its record; {@code
 * dev.skipstream.stream} owns the streaming.
 *
 * <p>Exports {@link dev.skipstream.replay.ReplayRunner} with its settings, {@link
 * dev.skipstream.replay.ReplayLog} and {@link dev.skipstream.replay.ReplayRefusedException}. Hides
 * the topics of a replay and their progress.
 */
package dev.skipstream.replay;
